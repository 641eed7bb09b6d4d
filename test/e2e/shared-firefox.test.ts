import type { Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchRigChromium } from "../rig/call-page.ts";
import { Crowd, look, openCamera, prepare, readEncoders, send } from "./harness/crowd.ts";
import { findFirefox, launchFirefox, type Firefox, type FirefoxPage } from "./harness/firefox.ts";
import { SignalWorker } from "./harness/signal-worker.ts";
import { serveStaticFiles, type StaticFiles } from "./harness/static-files.ts";

const camera = { widthPx: 640, heightPx: 360, framesPerSecond: 30 };
const waiting = { timeout: 40_000, interval: 500 };
const firefoxPath = findFirefox();
if (firefoxPath === undefined) {
  console.log("No Firefox found: shared encoders with Firefox are left out. FIREFOX_PATH names one.");
}

describe.runIf(firefoxPath !== undefined)("one encoder for all links, one of which leads to Firefox", () => {
  let files: StaticFiles;
  let signalWorker: SignalWorker;
  let browser: Browser;
  let firefox: Firefox;
  let fox: FirefoxPage;
  let crowd: Crowd;

  beforeAll(async () => {
    [files, signalWorker, browser, firefox] = await Promise.all([
      serveStaticFiles(),
      SignalWorker.start({ ROOM_TYPE: "peer-to-peer" }),
      launchRigChromium(),
      launchFirefox(firefoxPath ?? ""),
    ]);
    crowd = await Crowd.open(browser, files, { most: 2, least: 2 });
    fox = await firefox.newPage();
    await fox.goto(files.addPage("<!doctype html><title>fox</title>"));
    await fox.evaluate("import('/meshcall.js').then((sdk) => { window.crowdSdk = sdk; })");
    await fox.evaluate(prepare);
  });
  afterAll(async () => {
    await firefox?.close();
    await browser?.close();
    await signalWorker?.stop();
    await files?.stop();
  });

  /** Settles when so many more frames were shown, none wider than that. */
  async function foxIsShown(frames: number, widestPx = camera.widthPx): Promise<void> {
    const count = () =>
      fox.evaluate(
        (widest) => window.inCrowd.shown.filter(({ widthPx }) => widthPx <= widest).length,
        widestPx,
      );
    const before = await count();
    await expect.poll(count, waiting).toBeGreaterThanOrEqual(before + frames);
  }

  it("Firefox shows what Chromium encodes once for everybody, and the smaller layer when its tile is small", async () => {
    const server = signalWorker.url;
    await crowd.openCamera(camera);
    await fox.evaluate(look, { room: "fox looks on", server, identity: "fox", widthPx: camera.widthPx });
    const tileWidths = [camera.widthPx, camera.widthPx];
    await crowd.join({ room: "fox looks on", server, sharedVideo: "auto", tileWidths });
    await expect.poll(async () => (await crowd.encoders()).sharedLinks, waiting).toBe(3);
    await foxIsShown(60);
    await fox.evaluate(() => {
      const { element } = window.inCrowd;
      if (element !== undefined) element.style.width = element.style.height = "90px";
    });
    await foxIsShown(60, camera.widthPx / 2);
    expect((await crowd.encoders()).sharedLinks).toBe(3); // of a codec that Firefox takes
    await fox.evaluate(() => {
      void window.inCrowd.room?.disconnect();
      window.inCrowd.media = [];
    });
    await crowd.leave();
  });

  it("Firefox, which cannot, sends with an encoder for each link, and everybody sees it", async () => {
    const call = { room: "fox sends", server: signalWorker.url };
    await Promise.all(
      crowd.onlookers.map(({ page, name }) =>
        page.evaluate(look, { ...call, identity: name, widthPx: camera.widthPx }),
      ),
    );
    await fox.evaluate(openCamera, camera);
    await fox.evaluate(send, { ...call, sharedVideo: "auto" as const });
    await Promise.all(crowd.onlookers.map((each) => each.showsAfter(0)));
    const sinceMs = Date.now();
    await Promise.all(crowd.onlookers.map((each) => each.showsAfter(sinceMs + 5_000)));
    expect(await fox.evaluate(readEncoders)).toMatchObject({ sharedLinks: 0 });
  });
});
