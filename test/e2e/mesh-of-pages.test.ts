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
 * A page that takes longer to come in starves: its browser gets no time for the checks that find a path, and no more links
 * form however long one waits (measured on two cores whose memory faults took 3 µs; they usually take a tenth).
 */
const starvingMs = 10_000;
const capacity = 10;
/** Pages that share the cores of one machine: small pictures and raw sound will do, and each speaks now and then. */
const capture = {
  camera: { width: 160, height: 90, frameRate: 2 },
  microphone: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
};
const patienceMs = 200_000;

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

  /** A context of its own, so that one page's crash is nobody else's. */
  async function arrive(identity: string): Promise<Person> {
    const openPage = async () => {
      const context = await browser.newContext({ permissions: ["camera", "microphone"] });
      return context.newPage();
    };
    const person = await Person.open({ files, signalWorker, openPage }, identity, { capture });
    expect(await person.join("crowd")).toBeUndefined();
    present.push(person);
    return person;
  }

  /** Settles when each of those present knows, hears and sees each other, and nobody else. */
  async function complete(): Promise<void> {
    const everybody = present.map(({ identity }) => identity);
    const without = await Promise.all(
      present.map(async ({ identity, page }) => {
        const missed = await page.evaluate(whoIsMissed, { everybody, patienceMs });
        return missed.length === 0 ? [] : [`${identity} misses ${missed.join(", ")}`];
      }),
    );
    expect(without.flat().join("\n")).toBe("");
    const [roster, ...others] = await Promise.all(present.map(rosterOf));
    expect(roster).toHaveLength(present.length);
    for (const other of others) expect(other).toEqual(roster);
    const connected = await Promise.all(
      present.map(({ page }) =>
        page.evaluate(
          () => window.recorded.connections.filter((pc) => pc.connectionState === "connected").length,
        ),
      ),
    );
    expect(connected).toEqual(present.map(() => present.length - 1));
  }

  it("has one link for each pair: everybody gets the sound of all others and the picture of whoever is chosen, and the roster is the same everywhere", async () => {
    const startMs = performance.now();
    for (let seat = 0; seat < seats; seat++) {
      const openedMs = performance.now();
      const person = await arrive(`person ${seat + 1}`);
      if (seat < mustHave || performance.now() - openedMs < starvingMs) continue;
      process.stderr.write(`this machine carries ${seat} pages\n`);
      present.pop();
      await person.page.close();
      break;
    }
    await complete();
    process.stderr.write(
      `all links after ${Math.round(performance.now() - startMs)} ms, with the opening of the pages\n`,
    );
    if (present.length < capacity) return;
    const eleventh = await Person.open(
      {
        files,
        signalWorker,
        openPage: () => browser.newPage({ permissions: ["camera", "microphone"] }),
      },
      "one more",
      { capture },
    );
    expect(await eleventh.join("crowd")).toBe(53105);
    await eleventh.page.close();
  }, 360_000);
});

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
async function whoIsMissed({ everybody, patienceMs }: { everybody: string[]; patienceMs: number }) {
  const endMs = performance.now() + patienceMs;
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
    if (missed.length === 0 || performance.now() > endMs) return missed;
    await new Promise((resolve) => setTimeout(resolve, 2_500)); // ten pages that ask nine links each are a load too
  }
}
