import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright";
import { build } from "vite";
import { buildWasm } from "../../scripts/build-wasm.ts";
import { chromiumFlags, requireChromium } from "../../scripts/find-browser.ts";
import { signalWorkerBuild, webLibraryBuilds } from "../../scripts/library-builds.ts";
import { SignalWorker } from "../e2e/harness/signal-worker.ts";
import { serveStaticFiles, type StaticFiles } from "../e2e/harness/static-files.ts";
import type { Bench } from "./bench.ts";
import { writeCameraFilm } from "./mesh-cpu-camera.ts";
import { findBrowser, treeCpuSeconds } from "./mesh-cpu-process.ts";
import { Others } from "./page-others.ts";
import { layoutShiftOf } from "./page-shift.ts";
import { stageSize, StagePage, type StageContender } from "./page-stage.ts";

const rounds = Number(process.env["PAGE_ROUNDS"] ?? 5);
/** Estimates have grown and layers are in force by then. */
const warmUpMs = 7_000;
/** After the other contender: its elements are gone, and those of this one have their layers. */
const settleMs = 3_000;
const measuredMs = 10_000;

export const bench: Bench = {
  summary: "What jumps in a page during a call, and a stage of four over bare <video> tags (needs Linux)",
  atMost: { layoutShift: 0, stageCpuVsVideo: 1.15 },
  async run() {
    await buildWasm();
    for (const library of webLibraryBuilds().slice(0, 2)) await build(library);
    await build(signalWorkerBuild());
    const dir = mkdtempSync(join(tmpdir(), "meshcall-page-"));
    const film = join(dir, "camera.y4m");
    writeCameraFilm(film);
    const files = await serveStaticFiles();
    const signalWorker = await SignalWorker.start({ ROOM_TYPE: "peer-to-peer" });
    const tag = `--meshcall-bench=${crypto.randomUUID()}`;
    const browsers = [await launch(film, [tag]), await launch(film, [])];
    try {
      const [measured, other] = browsers;
      if (measured === undefined || other === undefined) throw new Error("two browsers were started");
      const layoutShift = await measureShift(measured, other, files, signalWorker.url);
      const cpu = await measureStage(measured, other, files, signalWorker.url, findBrowser(tag));
      const [stage, video] = [median(cpu.stage), median(cpu.video)];
      return {
        figures: {
          layoutShift: round(layoutShift, 5),
          stageCpuVsVideo: round(stage / video, 3),
          stageCpu: round(stage, 3),
          videoCpu: round(video, 3),
          rounds,
        },
        peers: { chromium: measured.version() },
      };
    } finally {
      await Promise.allSettled(browsers.map((browser) => browser.close()));
      await signalWorker.stop();
      await files.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

async function measureShift(
  measured: Browser,
  other: Browser,
  files: StaticFiles,
  server: string,
): Promise<number> {
  const address = files.addPage(`<!doctype html><html lang="en"><title>A customer's page</title>
<style>html, body { height: 100%; margin: 0 } mesh-call { display: block; height: 100% }</style>
<script type="module" src="/elements.js"></script>
<mesh-call room="page-shift" name="Anna" server="${server}"></mesh-call></html>`);
  const others = new Others(await openPage(other, files.addPage(emptyPage)), "page-shift", server);
  const page = await openPage(measured);
  const shift = await layoutShiftOf(page, address, others);
  for (const each of [measured, other]) await Promise.all(each.contexts().map((context) => context.close()));
  return shift;
}

async function measureStage(
  measured: Browser,
  other: Browser,
  files: StaticFiles,
  server: string,
  pid: number,
): Promise<Record<StageContender, number[]>> {
  const others = new Others(await openPage(other, files.addPage(emptyPage)), "page-stage", server);
  const page = await openPage(measured, files.addPage(emptyPage));
  for (const name of ["Bea", "Cleo", "Dan"]) await others.join(name);
  const stage = new StagePage(page);
  await stage.join("page-stage", server);
  const samples: Record<StageContender, number[]> = { stage: [], video: [] };
  const widths = new Set<string>();
  await stage.show("video");
  await page.waitForTimeout(warmUpMs);
  await stage.end();
  for (let number = 0; number < rounds; number++) {
    // who comes first changes from round to round
    const order: StageContender[] = number % 2 === 0 ? ["stage", "video"] : ["video", "stage"];
    for (const contender of order) {
      await stage.show(contender);
      await page.waitForTimeout(settleMs);
      const before = await stage.pictures();
      const [fromCpu, fromMs] = [treeCpuSeconds(pid), performance.now()];
      await page.waitForTimeout(measuredMs);
      const [toCpu, toMs] = [treeCpuSeconds(pid), performance.now()];
      const after = await stage.pictures();
      const seconds = (toMs - fromMs) / 1_000;
      const fps = (after.frames - before.frames) / seconds / 4;
      widths.add(after.widths.join(" "));
      samples[contender].push((toCpu - fromCpu) / seconds);
      console.error(number, contender, samples[contender].at(-1), "fps", fps, after.widths.join(" "));
      if (fps < 5) throw new Error(`the pictures of ${contender} hardly move: ${fps} frames in a second`);
      await stage.end();
    }
  }
  if (widths.size !== 1) throw new Error(`the pictures are not alike: ${[...widths].join("; ")}`);
  return samples;
}

const emptyPage = "<!doctype html><title>page bench</title><style>body { margin: 0 }</style>";

function launch(film: string, flags: string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: requireChromium(),
    args: [...chromiumFlags, `--use-file-for-fake-video-capture=${film}`, ...flags],
  });
}

async function openPage(browser: Browser, address?: string): Promise<Page> {
  const context = await browser.newContext({ permissions: ["camera", "microphone"], viewport: stageSize });
  const page = await context.newPage();
  if (address !== undefined) await page.goto(address);
  return page;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
