import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright";
import { chromiumFlags, requireChromium } from "../../scripts/find-browser.ts";
import { SignalWorker } from "../e2e/harness/signal-worker.ts";
import { serveStaticFiles, type StaticFiles } from "../e2e/harness/static-files.ts";
import { writeCameraFilm, type Camera } from "./mesh-cpu-camera.ts";
import { MeshPages, type Sharing } from "./mesh-cpu-pages.ts";
import { findBrowser, treeCpuSeconds } from "./mesh-cpu-process.ts";

/** Estimates have grown and layers are in force by then. */
export const warmUpMs = 7_000;
export const measuredMs = 6_000;
/** Encoders of the call before have ended. */
const restMs = 500;

export interface Sample extends Sharing {
  /** Processor seconds of the sender's whole browser in each second of the call. */
  cpu: number;
  uplinkKbps: number;
  /**
   * At the large tile, by the frames' own clock (`totalInterFrameDelay` of W3C webrtc-stats): frames counted between two
   * looks at the statistics, which take longer the more there is to count, gave naive meshes more than the camera has.
   */
  fps: number;
  /** Of one link, on average. */
  audioPacketsPerSecond: number;
  largeWidthPx: number;
}

/** A sender with a camera and its receivers, in two browsers, so that the sender's processor time is its own. */
export class Stage {
  readonly pages: MeshPages;
  readonly chromiumVersion: string;
  readonly #senderPid: number;
  readonly #end: () => Promise<void>;

  private constructor(pages: MeshPages, senderPid: number, version: string, end: () => Promise<void>) {
    this.pages = pages;
    this.#senderPid = senderPid;
    this.chromiumVersion = version;
    this.#end = end;
  }

  static async open(camera: Camera): Promise<Stage> {
    const dir = mkdtempSync(join(tmpdir(), "meshcall-mesh-cpu-"));
    const browsers: Browser[] = [];
    let files: StaticFiles | undefined;
    let signalWorker: SignalWorker | undefined;
    const end = async (): Promise<void> => {
      await Promise.allSettled(browsers.map((browser) => browser.close()));
      await signalWorker?.stop();
      await files?.stop();
      rmSync(dir, { recursive: true, force: true });
    };
    try {
      const film = join(dir, "camera.y4m");
      writeCameraFilm(film, camera);
      files = await serveStaticFiles();
      signalWorker = await SignalWorker.start({ ROOM_TYPE: "peer-to-peer" });
      const tag = `--meshcall-bench=${crypto.randomUUID()}`;
      for (const flags of [[tag, `--use-file-for-fake-video-capture=${film}`], []])
        browsers.push(
          await chromium.launch({ executablePath: requireChromium(), args: [...chromiumFlags, ...flags] }),
        );
      const address = files.addPage("<!doctype html><title>mesh-cpu bench</title>");
      const [sender, receivers] = [
        await openPage(browsers[0]!, address),
        await openPage(browsers[1]!, address),
      ];
      const pages = new MeshPages(sender, receivers, signalWorker.url);
      await pages.prepare(camera);
      return new Stage(pages, findBrowser(tag), browsers[0]!.version(), end);
    } catch (error) {
      await end();
      throw error;
    }
  }

  /** Of a call that is up. */
  async sample(receivers: number): Promise<Sample> {
    const before = await this.pages.traffic();
    const [fromCpu, fromMs] = [treeCpuSeconds(this.#senderPid), performance.now()];
    await pause(measuredMs);
    const [toCpu, toMs] = [treeCpuSeconds(this.#senderPid), performance.now()];
    const after = await this.pages.traffic();
    const seconds = (toMs - fromMs) / 1_000;
    return {
      cpu: (toCpu - fromCpu) / seconds,
      uplinkKbps: ((after.sentBytes - before.sentBytes) * 8) / 1_000 / seconds,
      fps: (after.frames - before.frames) / (after.framesSeconds - before.framesSeconds),
      audioPacketsPerSecond: (after.audioPackets - before.audioPackets) / seconds / receivers,
      largeWidthPx: after.widthPx,
      sharedEncoders: after.sharedEncoders,
      sharedLinks: after.sharedLinks,
      sharedFallbacks: after.sharedFallbacks,
    };
  }

  /** Processor of the sender between calls: its camera and its self view. */
  async idleCpu(): Promise<number> {
    await pause(restMs);
    const from = treeCpuSeconds(this.#senderPid);
    await pause(measuredMs);
    return (treeCpuSeconds(this.#senderPid) - from) / (measuredMs / 1_000);
  }

  async hangUp(): Promise<void> {
    await this.pages.hangUp();
    await pause(restMs);
  }

  end(): Promise<void> {
    return this.#end();
  }
}

async function openPage(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({
    permissions: ["camera", "microphone"],
    viewport: { width: 1280, height: 900 },
  });
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
