import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright";
import { build } from "vite";
import { buildWasm } from "../../scripts/build-wasm.ts";
import { chromiumFlags, requireChromium } from "../../scripts/find-browser.ts";
import { signalWorkerBuild, webLibraryBuilds } from "../../scripts/library-builds.ts";
import { SignalWorker } from "../e2e/harness/signal-worker.ts";
import { serveStaticFiles } from "../e2e/harness/static-files.ts";
import type { Bench } from "./bench.ts";
import { writeCameraFilm } from "./mesh-cpu-camera.ts";
import { MeshPages, type Contender } from "./mesh-cpu-pages.ts";
import { findBrowser, treeCpuSeconds } from "./mesh-cpu-process.ts";

const rounds = Number(process.env["MESH_CPU_ROUNDS"] ?? 5);
const sizes = [3, 5, 9];
/** Estimates have grown and layers are in force by then. */
const warmUpMs = 7_000;
const measuredMs = 10_000;
/** Encoders of the call before have ended. */
const restMs = 500;

interface Sample {
  /** Processor seconds of the sender's whole browser in each second of the call. */
  cpu: number;
  uplinkKbps: number;
  /**
   * At the large tile, by the frames' own clock (`totalInterFrameDelay` of W3C webrtc-stats): frames counted between two
   * looks at the statistics, which take longer the more there is to count, gave naive meshes more than the camera has.
   */
  fps: number;
  audioPacketsPerSecond: number;
  largeWidthPx: number;
}

export const bench: Bench = {
  summary:
    "Sender's processor and uplink in a gallery, over a naive mesh: every link full size (needs Linux)",
  atMost: { cpuVsNaive9: 0.45, uplinkVsNaive9: 0.35 },
  async run() {
    await buildWasm();
    const [sdk] = webLibraryBuilds();
    await build(sdk ?? {});
    await build(signalWorkerBuild());
    const { samples, idleCpu, version } = await measure();
    const figures: Record<string, number> = {};
    const of = (contender: Contender, size: number, field: keyof Sample): number =>
      median((samples.get(`${contender} ${size}`) ?? []).map((sample) => sample[field]));
    for (const [name, field] of [
      ["cpu", "cpu"],
      ["uplink", "uplinkKbps"],
      ["fps", "fps"],
    ] as const)
      for (const size of sizes)
        figures[`${name}VsNaive${size}`] = round(of("meshcall", size, field) / of("naive", size, field));
    for (const size of sizes)
      for (const contender of ["meshcall", "naive"] as const)
        for (const [name, field] of [
          ["Cpu", "cpu"],
          ["UplinkKbps", "uplinkKbps"],
          ["Fps", "fps"],
          ["AudioPacketsPerSecond", "audioPacketsPerSecond"],
          ["LargeWidthPx", "largeWidthPx"],
        ] as const)
          figures[`${contender}${name}${size}`] = round(of(contender, size, field));
    return { figures: { ...figures, idleCpu: round(idleCpu), rounds }, peers: { chromium: version } };
  },
};

async function measure(): Promise<{ samples: Map<string, Sample[]>; idleCpu: number; version: string }> {
  const samples = new Map<string, Sample[]>();
  const dir = mkdtempSync(join(tmpdir(), "meshcall-mesh-cpu-"));
  const film = join(dir, "camera.y4m");
  writeCameraFilm(film);
  const files = await serveStaticFiles();
  const signalWorker = await SignalWorker.start({ ROOM_TYPE: "peer-to-peer" });
  const tag = `--meshcall-bench=${crypto.randomUUID()}`;
  const browsers = [await launch([tag, `--use-file-for-fake-video-capture=${film}`]), await launch([])];
  try {
    const address = files.addPage("<!doctype html><title>mesh-cpu bench</title>");
    const [sender, receivers] = [
      await openPage(browsers[0]!, address),
      await openPage(browsers[1]!, address),
    ];
    const pid = findBrowser(tag);
    const pages = new MeshPages(sender, receivers, signalWorker.url);
    await pages.prepare();
    await pause(restMs);
    const idleFrom = treeCpuSeconds(pid);
    await pause(measuredMs);
    const idleCpu = (treeCpuSeconds(pid) - idleFrom) / (measuredMs / 1_000);
    for (let number = 0; number < rounds; number++) {
      for (const size of sizes) {
        // who comes first changes from round to round
        const order: Contender[] = number % 2 === 0 ? ["meshcall", "naive"] : ["naive", "meshcall"];
        for (const contender of order) {
          const sample = await call(pages, pid, contender, size);
          const key = `${contender} ${size}`;
          samples.set(key, [...(samples.get(key) ?? []), sample]);
          console.error(number, key, JSON.stringify(sample));
        }
      }
    }
    return { samples, idleCpu, version: browsers[0]!.version() };
  } finally {
    await Promise.allSettled(browsers.map((browser) => browser.close()));
    await signalWorker.stop();
    await files.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function call(pages: MeshPages, pid: number, contender: Contender, size: number): Promise<Sample> {
  await pages.call(contender, size);
  await pause(warmUpMs);
  const before = await pages.traffic();
  const [fromCpu, fromMs] = [treeCpuSeconds(pid), performance.now()];
  await pause(measuredMs);
  const [toCpu, toMs] = [treeCpuSeconds(pid), performance.now()];
  const after = await pages.traffic();
  await pages.hangUp();
  await pause(restMs);
  const seconds = (toMs - fromMs) / 1_000;
  return {
    cpu: (toCpu - fromCpu) / seconds,
    uplinkKbps: ((after.sentBytes - before.sentBytes) * 8) / 1_000 / seconds,
    fps: (after.frames - before.frames) / (after.framesSeconds - before.framesSeconds),
    audioPacketsPerSecond: (after.audioPackets - before.audioPackets) / seconds / size,
    largeWidthPx: after.widthPx,
  };
}

function launch(flags: string[]): Promise<Browser> {
  return chromium.launch({ executablePath: requireChromium(), args: [...chromiumFlags, ...flags] });
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

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
