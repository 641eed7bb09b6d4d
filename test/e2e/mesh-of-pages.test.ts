import { setTimeout as after } from "node:timers/promises";
import type { Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./harness/call-harness.ts";
import { Person } from "./harness/person.ts";
import { SignalWorker } from "./harness/signal-worker.ts";
import { serveStaticFiles, type StaticFiles } from "./harness/static-files.ts";

/** A full room; with `SEATS` fewer, or as many whatever the machine carries. */
const seats = Number(process.env["SEATS"] ?? 10);
const mustHave = Number(process.env["SEATS"] ?? 6);
/**
 * A page that needs longer to come in and have all its links starves: its browser gets no time for the checks that find a
 * path, and no more links form however long one waits (measured on two cores whose memory faults took 3 µs; they usually
 * take a tenth).
 */
const starvingMs = 10_000;
/** For sound and pictures on links that stand, where one page more or less does not matter. */
const settlingMs = 20_000;
const patienceMs = 200_000;
const capacity = 10;
/** Pages that share the cores of one machine: small pictures and raw sound will do, and each speaks now and then. */
const capture = {
  camera: { width: 160, height: 90, frameRate: 2 },
  microphone: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
};

describe(`up to ${seats} people in one room, a page each`, () => {
  let files: StaticFiles;
  let signalWorker: SignalWorker;
  let browser: Browser;
  const present: Person[] = [];

  beforeAll(async () => {
    [files, signalWorker, browser] = await Promise.all([
      serveStaticFiles(),
      SignalWorker.start({ ROOM_TYPE: "peer-to-peer" }),
      launchChromium("rare"),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await signalWorker?.stop();
    await files?.stop();
  });

  /** In a context of its own, so that one page's crash is nobody else's. */
  async function open(identity: string): Promise<Person> {
    const openPage = async () => {
      const context = await browser.newContext({ permissions: ["camera", "microphone"] });
      return context.newPage();
    };
    return Person.open({ files, signalWorker, openPage }, identity, { capture });
  }

  /** One more comes in. @returns whether they have a link with everybody else in time; the clock starts with their page */
  async function arrive(identity: string, limitMs: number): Promise<boolean> {
    const late = after(limitMs, false, { ref: false });
    const person = await open(identity);
    const others = present.push(person) - 1;
    const linked = (async () => {
      expect(await person.join("crowd")).toBeUndefined();
      await person.page.waitForFunction(hasLinks, others, { polling: 250, timeout: 0 });
      return true;
    })();
    linked.catch(() => undefined); // of a page that was closed meanwhile
    return Promise.race([linked, late]);
  }

  /** The last who came is one too many. */
  async function carriesFewer(): Promise<void> {
    await present.pop()?.page.context().close();
    process.stderr.write(`this machine carries ${present.length} pages\n`);
  }

  /** @returns whom of those present somebody does not know, hear or see after this time, or a link too many; else nothing */
  async function missing(limitMs: number): Promise<string> {
    const everybody = present.map(({ identity }) => identity);
    const missed = await Promise.all(
      present.map(async ({ identity, page }) => {
        const whom = await page.evaluate(whoIsMissed, { everybody, limitMs });
        return whom.length === 0 ? [] : [`${identity} misses ${whom.join(", ")}`];
      }),
    );
    return missed.flat().join("\n");
  }

  it("has one link for each pair: everybody gets the sound of all others and the picture of whoever is chosen, and the roster is the same everywhere", async () => {
    const startMs = performance.now();
    const arrivedMs: number[] = [];
    for (let seat = 1; seat <= seats; seat++) {
      const openedMs = performance.now();
      const isLinked = await arrive(`person ${seat}`, seat > mustHave ? starvingMs : patienceMs);
      arrivedMs.push(Math.round(performance.now() - openedMs));
      if (isLinked || seat <= mustHave) continue;
      await carriesFewer();
      break;
    }
    process.stderr.write(`in with all their links after ${arrivedMs.join(", ")} ms\n`);
    const look = () => missing(present.length > mustHave ? settlingMs : patienceMs);
    let missed = await look();
    while (missed !== "" && present.length > mustHave) {
      await carriesFewer();
      missed = await look();
    }
    expect(missed).toBe("");
    const [roster, ...others] = await Promise.all(present.map(rosterOf));
    expect(roster).toHaveLength(present.length);
    for (const other of others) expect(other).toEqual(roster);
    process.stderr.write(
      `${present.length} pages, all links after ${Math.round(performance.now() - startMs)} ms, with the opening of the pages\n`,
    );
    if (present.length < capacity) return;
    const eleventh = await open("one more");
    expect(await eleventh.join("crowd")).toBe(53105);
    await eleventh.page.close();
  }, 360_000);
});

/** Runs in a page: one connection for each of so many others. */
function hasLinks(others: number): boolean {
  const connected = window.recorded.connections.filter((pc) => pc.connectionState === "connected");
  return connected.length === others;
}

/** SIDs of everybody in the room, oneself included. */
function rosterOf({ page }: Person): Promise<string[]> {
  return page.evaluate(() => {
    const { localParticipant, participants } = window.inPage.room;
    return [localParticipant.sid, ...participants.keys()].toSorted();
  });
}

/**
 * Runs in a page, until the sound of each other person and the picture of everyone who is not switched off have gone
 * on since it began.
 * @returns who was still missing, or too much, when the patience was over
 */
async function whoIsMissed({ everybody, limitMs }: { everybody: string[]; limitMs: number }) {
  const endMs = performance.now() + limitMs;
  const { room } = window.inPage;
  const before = new Map<string, number>();
  const usualLastN = 4;
  for (;;) {
    const missed: string[] = [];
    const reports = await room.getRtcStats();
    const others = [...room.participants.values()];
    const names = new Set([room.localParticipant, ...others].map(({ identity }) => identity));
    for (const identity of everybody) if (!names.delete(identity)) missed.push(identity);
    for (const identity of names) missed.push(`not ${identity}`);
    let seen = 0;
    for (const { sid, identity, videoTracks } of others) {
      const moved = new Set<string>();
      for (const entry of reports.get(sid)?.values() ?? []) {
        if (entry.type !== "inbound-rtp") continue;
        // packets, not energy: what ten pages play on two cores is full of holes
        const value: number = entry.kind === "audio" ? entry.packetsReceived : entry.framesDecoded;
        const key = `${sid} ${entry.kind}`;
        const known = before.get(key);
        if (known === undefined || value < known) before.set(key, value); // a link that was made anew counts from zero
        else if (value > known) moved.add(entry.kind);
      }
      if (!moved.has("audio")) missed.push(`${identity}'s audio`);
      const [video] = [...videoTracks.values()];
      if (moved.has("video")) seen++;
      else if (video?.track?.isSwitchedOff !== true) missed.push(`${identity}'s video`);
    }
    if (seen < Math.min(usualLastN, others.length)) missed.push(`only ${seen} pictures`);
    const links = window.recorded.connections.filter((pc) => pc.connectionState === "connected").length;
    if (links !== everybody.length - 1) missed.push(`a link for each: ${links}`);
    if (missed.length === 0 || performance.now() > endMs) return missed;
    await new Promise((resolve) => setTimeout(resolve, 2_500)); // ten pages that ask nine links each are a load too
  }
}
