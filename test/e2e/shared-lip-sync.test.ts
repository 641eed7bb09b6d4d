import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchRigChromium } from "../rig/call-page.ts";
import { Crowd } from "./harness/crowd.ts";
import { skewMs } from "./harness/lip-sync.ts";
import { SignalWorker } from "./harness/signal-worker.ts";
import { serveStaticFiles, type StaticFiles } from "./harness/static-files.ts";

const camera = { widthPx: 640, heightPx: 360, framesPerSecond: 15 };
const [large, small] = [camera.widthPx, camera.widthPx / 4];
const together = { timeout: 40_000, interval: 500 };
/** So many flashes are noted for each look. */
const lookMs = 8_000;
const mostMs = 60;

let files: StaticFiles;
let signalWorker: SignalWorker;
let browser: Browser;
let crowd: Crowd;

beforeAll(async () => {
  [files, signalWorker, browser] = await Promise.all([
    serveStaticFiles(),
    SignalWorker.start({ ROOM_TYPE: "peer-to-peer" }),
    launchRigChromium(),
  ]);
  crowd = await Crowd.open(browser, files, { most: 5, least: 5 });
  await crowd.openClip(camera);
});
afterAll(async () => {
  await browser?.close();
  await signalWorker?.stop();
  await files?.stop();
});

it("lips and voice stay together at everybody, before a change of layers and after it", async () => {
  const halves = (turn: number) =>
    crowd.onlookers.map((_, index) => ((index + turn) % 2 === 0 ? large : small));
  const server = signalWorker.url;
  await crowd.join({ room: "lips", server, sharedVideo: "auto", tileWidths: halves(0) });
  await expect.poll(async () => (await crowd.encoders()).sharedLinks, together).toBe(crowd.onlookers.length);
  for (const turn of [0, 1]) {
    await crowd.resize(halves(turn));
    const worstMs = async (): Promise<number> => {
      for (const { page } of crowd.onlookers) await crowd.noteClip(page);
      const sinceMs = Date.now();
      await Promise.all(crowd.onlookers.map((each) => each.showsAfter(sinceMs + lookMs)));
      const source = await crowd.noted(crowd.sender);
      const skews = await Promise.all(
        crowd.onlookers.map(async ({ page }) =>
          Math.abs(skewMs(source, await crowd.noted(page)) ?? Infinity),
        ),
      );
      process.stderr.write(`lips and voice apart: ${skews.map(Math.round).join(", ")} ms\n`);
      return Math.max(...skews);
    };
    await expect.poll(worstMs, { timeout: 60_000, interval: 500 }).toBeLessThanOrEqual(mostMs);
  }
});
