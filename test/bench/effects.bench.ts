import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright";
import { build } from "vite";
import { writeEffectsAssets } from "../../scripts/effects-assets.ts";
import { chromiumFlags, requireChromium } from "../../scripts/find-browser.ts";
import { webLibraryBuilds } from "../../scripts/library-builds.ts";
import { threadConfig } from "../../scripts/shared-config.ts";
import { serveStaticFiles } from "../e2e/harness/static-files.ts";
import type { Bench } from "./bench.ts";
import { film, writePersonFilm } from "./effects-film.ts";
import { measureNoise } from "./effects-noise.ts";

const rounds = Number(process.env["EFFECTS_ROUNDS"] ?? 5);
const measuredMs = 4_000;
const contenders = ["camera", "blur", "picture", "beauty", "both"] as const;
type Contender = (typeof contenders)[number];

interface Sample {
  fps: number;
  /** Milliseconds that a frame is in the effects' thread; 0 for the camera. */
  frameMs: number;
  /** How much of the wall's stripes and of the person's edges is in the last frame: see `detail`. */
  behind: number;
  person: number;
}

export const bench: Bench = {
  summary: "Processed pictures over the camera's at 640x360, what they cost, and noise taken out of speech",
  atLeast: { blurFpsVsCamera: 0.95, pictureFpsVsCamera: 0.95, beautyFpsVsCamera: 0.95 },
  async run() {
    for (const { output } of [{ output: "meshcall.js" }, { output: "effects.js" }]) {
      const library = webLibraryBuilds().find((each) => nameOf(each) === output);
      if (library !== undefined) await build(library);
    }
    await writeEffectsAssets("dist/effects", threadConfig());
    const noise = await measureNoise();
    const dir = mkdtempSync(join(tmpdir(), "meshcall-effects-"));
    const camera = join(dir, "person.y4m");
    writePersonFilm(camera);
    const files = await serveStaticFiles();
    const browser = await chromium.launch({
      executablePath: requireChromium(),
      args: [...chromiumFlags, `--use-file-for-fake-video-capture=${camera}`],
    });
    try {
      const page = await browser.newPage();
      await page.goto(files.addPage("<!doctype html><title>effects bench</title>"));
      await page.evaluate(prepare, { ...film });
      const samples = new Map<Contender, Sample[]>();
      for (let round = -1; round < rounds; round++) {
        for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
          const sample = await measure(page, contender);
          console.error(round, contender, JSON.stringify(sample));
          if (round < 0) continue; // warming up
          samples.set(contender, [...(samples.get(contender) ?? []), sample]);
        }
      }
      const of = (contender: Contender, field: keyof Sample): number =>
        median((samples.get(contender) ?? []).map((sample) => sample[field]));
      // each round's own camera: the machine does not do the same all the time
      const fpsVsCamera = (contender: Contender): number =>
        median(
          (samples.get(contender) ?? []).map(
            ({ fps }, round) => fps / (samples.get("camera")?.[round]?.fps ?? NaN),
          ),
        );
      check(of("blur", "behind") / of("camera", "behind") < 0.35, "the wall is blurred");
      check(of("blur", "person") / of("camera", "person") > 0.75, "the person is not");
      const figures = {
        blurFpsVsCamera: fpsVsCamera("blur"),
        pictureFpsVsCamera: fpsVsCamera("picture"),
        beautyFpsVsCamera: fpsVsCamera("beauty"),
        bothFpsVsCamera: fpsVsCamera("both"),
        beautyCpuMsVsBlur: of("beauty", "frameMs") / of("blur", "frameMs"),
        cameraFps: of("camera", "fps"),
        blurMs: of("blur", "frameMs"),
        pictureMs: of("picture", "frameMs"),
        beautyMs: of("beauty", "frameMs"),
        bothMs: of("both", "frameMs"),
        widthPx: film.widthPx,
        heightPx: film.heightPx,
        ...noise,
        rounds,
      };
      const rounded = Object.entries(figures).map(([key, value]) => [key, Number(value.toFixed(3))]);
      return { figures: Object.fromEntries(rounded), peers: { chromium: browser.version() } };
    } finally {
      await browser.close();
      await files.stop();
      rmSync(dir, { recursive: true, force: true });
    }
  },
};

function nameOf(library: ReturnType<typeof webLibraryBuilds>[number]): string {
  const lib = library.build?.lib;
  const fileName = lib === undefined || lib === false ? undefined : lib.fileName;
  return typeof fileName === "function" ? fileName("es", "") : "";
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? NaN;
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`The effects do not do what they are measured at: ${what}`);
}

interface BenchPage {
  measure(contender: string, measuredMs: number): Promise<Sample>;
}

async function measure(page: Page, contender: Contender): Promise<Sample> {
  return page.evaluate(
    ([which, ms]) => (globalThis as unknown as { effectsBench: BenchPage }).effectsBench.measure(which, ms),
    [contender, measuredMs] as const,
  );
}

/** Runs in the page: one camera, and one thread for all effects. */
async function prepare(size: { widthPx: number; heightPx: number; framesPerSecond: number }): Promise<void> {
  const sdk = (await import(`${location.origin}/meshcall.js`)) as typeof import("../../web/sdk.ts");
  const effects = (await import(`${location.origin}/effects.js`)) as typeof import("../../web/effects.ts");
  const camera = await sdk.createLocalVideoTrack({
    width: size.widthPx,
    height: size.heightPx,
    frameRate: size.framesPerSecond,
  });
  const changer = new effects.CameraEffects();
  await changer.loadModel();
  const picture = new OffscreenCanvas(1280, 720);
  picture.getContext("2d")!.fillRect(0, 0, 640, 720);
  const none = { background: { is: "none" }, smoothing: 0, whitening: 0 } as const;
  const blur = { ...none, background: { is: "blur", radiusPx: 24 } } as const;
  const looks = {
    blur,
    picture: {
      ...none,
      background: { is: "picture", picture: await createImageBitmap(picture), fit: "Cover" },
    },
    beauty: { ...none, smoothing: 6, whitening: 4 },
    both: { ...blur, smoothing: 6, whitening: 4 },
  } as const;
  const detail = (frame: VideoFrame) => {
    const canvas = new OffscreenCanvas(frame.displayWidth, frame.displayHeight);
    const pen = canvas.getContext("2d")!;
    pen.drawImage(frame, 0, 0);
    const steps = (fromX: number, toX: number, y: number) => {
      const { data } = pen.getImageData(
        fromX * canvas.width,
        y * canvas.height,
        (toX - fromX) * canvas.width,
        1,
      );
      let sum = 0;
      for (let at = 4; at < data.length; at += 4) sum += Math.abs(data[at]! - data[at - 4]!);
      return sum;
    };
    return { behind: steps(0.02, 0.2, 0.3), person: steps(0.44, 0.56, 0.36) };
  };
  const count = async (track: MediaStreamTrack, ms: number) => {
    const { MediaStreamTrackProcessor: Reader } = globalThis as unknown as {
      MediaStreamTrackProcessor: new (init: { track: MediaStreamTrack }) => {
        readable: ReadableStream<VideoFrame>;
      };
    };
    const reader = new Reader({ track }).readable.getReader();
    const [startMs, found] = [performance.now(), { frames: -1, behind: 0, person: 0, firstUs: 0, lastUs: 0 }];
    while (performance.now() - startMs < ms) {
      const { value: frame } = await reader.read();
      if (frame === undefined) break;
      if (++found.frames === 0) found.firstUs = frame.timestamp;
      found.lastUs = frame.timestamp;
      if (performance.now() - startMs > ms - 100) Object.assign(found, detail(frame));
      frame.close();
    }
    await reader.cancel();
    return found;
  };
  const effectsBench: BenchPage = {
    async measure(contender, ms) {
      if (contender !== "camera") {
        changer.set(looks[contender as keyof typeof looks]);
        const changed = new Promise((resolve) => camera.once("restarted", resolve));
        camera.addProcessor(changer);
        await changed;
        await count(camera.processedTrack!, 1_500); // the first frames are another mask's
      }
      const { frames, firstUs, lastUs, behind, person } = await count(
        camera.processedTrack ?? camera.mediaStreamTrack,
        ms,
      );
      const frameMs = contender === "camera" ? 0 : (changer.figures?.frameMs ?? NaN);
      if (contender !== "camera") camera.removeProcessor(changer);
      return { fps: (frames * 1_000_000) / (lastUs - firstUs), frameMs, behind, person };
    },
  };
  Object.assign(globalThis, { effectsBench });
}
