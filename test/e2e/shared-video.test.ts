import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { launchRigChromium } from "../rig/call-page.ts";
import { Rig } from "../rig/rig.ts";
import { seeded } from "../wasm/seeded.ts";
import { Crowd, type CrowdCall } from "./harness/crowd.ts";
import { SignalWorker } from "./harness/signal-worker.ts";
import { serveStaticFiles, type StaticFiles } from "./harness/static-files.ts";

/** `SEATS=10` fills a room, where the machine carries it: every page decodes and paints. */
const seats = Number(process.env["SEATS"] ?? 6);
const camera = { widthPx: 640, heightPx: 360, framesPerSecond: 15 };
const [large, small] = [camera.widthPx, camera.widthPx / 4];
/** Layers follow tiles within a round of the governor, and shared ones from the next key frame on. */
const changingMs = 3_000;
/** What a person takes for a freeze. */
const freezeMs = 500;
/** Rates are counted over so long. */
const windowMs = 3_000;
/** With an encoder of its own or a lower layer, a weak link has its share of attempts; so has a machine that is short of time. */
const waiting = { timeout: 40_000, interval: 500 };
/** Of frames a second: less than that is seen. */
const sameShare = 0.8;
const { fraction } = seeded("shared-video");

describe(`one encoder for all links, a page for each of ${seats} people`, () => {
  let files: StaticFiles;
  let signalWorker: SignalWorker;
  let browser: Browser;
  let rig: Rig;
  let crowd: Crowd;
  let rooms = 0;

  beforeAll(async () => {
    [files, signalWorker, browser] = await Promise.all([
      serveStaticFiles(),
      SignalWorker.start({ ROOM_TYPE: "peer-to-peer", STUN_URLS: "none" }),
      launchRigChromium(),
    ]);
    rig = new Rig(fraction);
    crowd = await Crowd.open(browser, files, { most: seats - 1, least: 5, rig });
    await crowd.openCamera(camera);
  });
  afterEach(() => crowd?.leave());
  afterAll(async () => {
    await browser?.close();
    rig?.close();
    await signalWorker?.stop();
    await files?.stop();
  });

  async function join(given: Pick<CrowdCall, "sharedVideo" | "tileWidths">): Promise<void> {
    await crowd.join({ ...given, room: `shared-${rooms++}`, server: signalWorker.url });
    if (given.sharedVideo === "never") return;
    // a link that is short of bandwidth for a while has an encoder of its own
    const shared = async () => (await crowd.encoders()).sharedLinks;
    await expect.poll(shared, waiting).toBeGreaterThanOrEqual(crowd.onlookers.length - 1);
  }

  /** Half of the onlookers have large tiles: those with even numbers, or those with odd ones. */
  function halves(turn: number): number[] {
    return crowd.onlookers.map((_, index) => ((index + turn) % 2 === 0 ? large : small));
  }

  /**
   * Everybody's tile changes.
   * @returns in the seconds after it, the longest time between two frames that anybody was shown, without what the machine
   * stood still, and for how long all stood still together
   */
  async function change(tileWidths: readonly number[]): Promise<{ gapMs: number; frozenMs: number }> {
    const before = await Promise.all(crowd.onlookers.map((each) => each.received()));
    await crowd.forgetStanding();
    const sinceMs = Date.now();
    await crowd.resize(tileWidths);
    await Promise.all(crowd.onlookers.map((each) => each.showsAfter(sinceMs + changingMs)));
    const gaps = await Promise.all(
      crowd.onlookers.map(async (each) => {
        const frames = await each.shown();
        const between = frames
          .slice(1)
          .map(({ atMs }, index) => ({ atMs, ms: atMs - (frames[index]?.atMs ?? 0) }));
        const longestMs = Math.max(...between.flatMap(({ atMs, ms }) => (atMs > sinceMs ? [ms] : [])));
        return longestMs - (await crowd.stoodMs(each.page));
      }),
    );
    const after = await Promise.all(crowd.onlookers.map((each) => each.received()));
    const frozen = after.map(({ frozenMs }, index) => Math.max(0, frozenMs - (before[index]?.frozenMs ?? 0)));
    return { gapMs: Math.max(...gaps), frozenMs: frozen.reduce((sum, each) => sum + each, 0) };
  }

  async function rates(): Promise<{ fps: number; kbps: number; widthPx: number }[]> {
    const look = () => Promise.all(crowd.onlookers.map((each) => each.received()));
    const [before, fromMs] = [await look(), Date.now()];
    await crowd.sender.waitForFunction((endMs) => Date.now() > endMs, fromMs + windowMs);
    const [after, seconds] = [await look(), (Date.now() - fromMs) / 1_000];
    return after.map(({ frames, bytes, widthPx }, index) => ({
      fps: (frames - (before[index]?.frames ?? 0)) / seconds,
      kbps: ((bytes - (before[index]?.bytes ?? 0)) * 8) / 1_000 / seconds,
      widthPx,
    }));
  }

  it("layers change as tiles change, and nobody stands still for it", async () => {
    const longestMs = new Map<string, number>();
    const frozenMs = new Map<string, number>();
    for (const sharedVideo of ["never", "auto"] as const) {
      await join({ sharedVideo, tileWidths: halves(0) });
      const turns = [];
      for (let turn = 1; turn <= 3; turn++) turns.push(await change(halves(turn)));
      process.stderr.write(`sharedVideo ${sharedVideo}, at each change: ${JSON.stringify(turns)}\n`);
      longestMs.set(sharedVideo, median(turns.map(({ gapMs }) => gapMs)));
      frozenMs.set(sharedVideo, median(turns.map((turn) => turn.frozenMs)));
      if (sharedVideo === "never") await crowd.leave();
    }
    // what an encoder for each link cannot do on this machine nobody asks of a shared one
    expect(longestMs.get("auto")).toBeLessThan(Math.max(freezeMs, longestMs.get("never") ?? 0));
    // over all onlookers: one freeze of one of them is the machine's
    expect(frozenMs.get("auto")).toBeLessThan((frozenMs.get("never") ?? 0) + freezeMs);
    const widths = async () => {
      const received = await Promise.all(crowd.onlookers.map((each) => each.received()));
      const of = (tileWidth: number) =>
        received.flatMap(({ widthPx }, index) => (halves(3)[index] === tileWidth ? [widthPx] : []));
      return Math.min(...of(large)) - Math.max(...of(small));
    };
    await expect.poll(widths, waiting).toBeGreaterThan(0);
    expect((await crowd.encoders()).fallbacks).toBe(0);
  });

  it.each([
    ["carries 300 kbit/s", { rateBps: 300_000, queueBytes: 20_000 }],
    ["loses a tenth of its packets", { loss: 0.1 }],
  ])(
    "a link that %s takes nobody along: all others keep their size and their frames",
    async (_, impairment) => {
      await join({ sharedVideo: "auto", tileWidths: crowd.onlookers.map(() => large) });
      const before = await rates();
      const hop = rig.hop("sender", crowd.onlookers[0]?.name ?? "");
      hop.impair(impairment);
      await rates(); // what the estimate makes of it comes after a while
      const lessThanBefore = async (): Promise<string[]> => {
        const now = await rates();
        return now.flatMap(({ fps, widthPx }, index) => {
          const then = before[index] ?? { fps: 0, widthPx: 0 };
          if (index === 0) return [];
          const isLess = fps < then.fps * sameShare || widthPx < then.widthPx;
          return isLess ? [crowd.onlookers[index]?.name ?? ""] : [];
        });
      };
      await expect.poll(lessThanBefore, waiting).toEqual([]);
      hop.impair({});
    },
  );
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
