import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { buildWasm } from "../../scripts/build-wasm.ts";
import { inRepository } from "../../scripts/repository.ts";
import { webConfig } from "../../scripts/shared-config.ts";
import { launchChromium } from "../e2e/harness/call-harness.ts";
import { findFirefox, launchFirefox } from "../e2e/harness/firefox.ts";
import { serveStaticFiles } from "../e2e/harness/static-files.ts";
import type { Bench, Figures } from "./bench.ts";
import { measureFrames, measureStart } from "./frame-pages.ts";
import type { ContenderName } from "./frame-contenders.ts";
import type { FrameResult, FrameTask } from "./frame-worker.ts";
import { versionOf } from "./version-of.ts";

const sizes = { "64": 64, "1k": 1_024, "16k": 16_384, "64k": 65_536 } as const;
const task: FrameTask = { payloadBytes: Object.values(sizes), rounds: 21, turnMs: 12 };
/** Firefox's clock is coarse, and its WebCrypto slow. */
const firefoxTask: FrameTask = { ...task, rounds: 11, turnMs: 40 };
const startRounds = 15;
/** The first ones fill the browser's caches. */
const startWarmUps = 2;

export const bench: Bench = {
  summary: "Frames sealed and opened in the kernel worker, over WebCrypto's AES-GCM, libsodium and noble",
  atLeast: {
    vsWebcrypto64: 16,
    vsWebcrypto1k: 4.7,
    vsWebcrypto16k: 1.8,
    vsWebcrypto64k: 1,
    vsLibsodium64: 3.5,
    vsLibsodium1k: 3,
    vsLibsodium16k: 4,
    vsLibsodium64k: 3.5,
    vsNoble64: 8,
    vsNoble1k: 8,
    vsNoble16k: 8,
    vsNoble64k: 8,
    firefoxVsWebcrypto64: 100,
    firefoxVsWebcrypto64k: 2,
  },
  atMost: { startVsLibsodium: 0.2, wasmKB: 12 },
  async run() {
    await buildWasm();
    const contenders = await bundle("frame-worker");
    const starts = {
      kernel: await bundle("frame-start-kernel"),
      libsodium: await bundle("frame-start-libsodium"),
    };
    const files = await serveStaticFiles();
    const address = files.addPage("<!doctype html><title>frame bench</title>");
    try {
      const chromium = await inChromium(address, contenders, starts);
      const firefox = await inFirefox(address, contenders);
      const wasm = gzipSync(readFileSync(inRepository("wasm/build/kernel.wasm")), { level: 9 });
      return {
        figures: {
          ...ratios(chromium.frames),
          ...(firefox ? firefoxRatios(firefox) : {}),
          startVsLibsodium: round(chromium.startMs.kernel / chromium.startMs.libsodium),
          startMs: round(chromium.startMs.kernel),
          wasmKB: round(wasm.length / 1_000),
          ...nanoseconds("", chromium.frames),
          ...(firefox ? nanoseconds("firefox", firefox) : {}),
        },
        peers: {
          "libsodium-wrappers": versionOf("libsodium-wrappers"),
          "@noble/ciphers": versionOf("@noble/ciphers"),
        },
      };
    } finally {
      await files.stop();
    }
  },
};

/** A file of this folder with all that it imports, built as the kernel worker is. */
async function bundle(name: string): Promise<string> {
  const web = webConfig();
  const outputs = await build({
    configFile: false,
    root: inRepository("."),
    publicDir: false,
    logLevel: "warn",
    ...web,
    build: {
      write: false,
      target: "es2022",
      lib: { entry: inRepository(`test/bench/${name}.ts`), formats: ["es"] },
      rolldownOptions: { checks: { pluginTimings: false }, output: { codeSplitting: false, minify: true } },
    },
  });
  const [output] = (Array.isArray(outputs) ? outputs : [outputs]) as Rolldown.RolldownOutput[];
  return output?.output[0].code ?? "";
}

async function inChromium(address: string, script: string, starts: Record<"kernel" | "libsodium", string>) {
  const browser = await launchChromium("rare");
  try {
    const page = await browser.newPage();
    await page.goto(address);
    const frames = await page.evaluate(measureFrames, [script, task] as const);
    const startsMs = { kernel: [] as number[], libsodium: [] as number[] };
    for (let sample = -startWarmUps; sample < startRounds; sample++) {
      for (const name of ["kernel", "libsodium"] as const) {
        const tookMs = await page.evaluate(measureStart, starts[name]);
        if (sample >= 0) startsMs[name].push(tookMs);
      }
    }
    return { frames, startMs: { kernel: median(startsMs.kernel), libsodium: median(startsMs.libsodium) } };
  } finally {
    await browser.close();
  }
}

async function inFirefox(address: string, script: string): Promise<FrameResult | undefined> {
  const path = findFirefox();
  if (path === undefined) return undefined;
  const firefox = await launchFirefox(path);
  try {
    const page = await firefox.newPage();
    page.setDefaultTimeout(180_000);
    await page.goto(address);
    return await page.evaluate(measureFrames, [script, firefoxTask] as const);
  } finally {
    await firefox.close();
  }
}

const peers = { webcrypto: "Webcrypto", libsodium: "Libsodium", noble: "Noble" } as const;

/** Operations a second over the peer's: `vsNoble1k`. */
function ratios({ kernel, ...others }: FrameResult): Figures {
  return Object.fromEntries(
    (Object.keys(peers) as (keyof typeof peers)[]).flatMap((peer) =>
      Object.keys(sizes).map((size, at) => [`vs${peers[peer]}${size}`, over(others[peer][at], kernel[at])]),
    ),
  );
}

function firefoxRatios({ kernel, webcrypto }: FrameResult): Figures {
  return {
    firefoxVsWebcrypto64: over(webcrypto[0], kernel[0]),
    firefoxVsWebcrypto64k: over(webcrypto[3], kernel[3]),
  };
}

/** Of one seal and open: `kernelNs64`. */
function nanoseconds(prefix: string, result: FrameResult): Figures {
  return Object.fromEntries(
    (Object.keys(result) as ContenderName[]).flatMap((name) =>
      Object.keys(sizes).map((size, at) => {
        const label = prefix === "" ? name : prefix + name[0]?.toUpperCase() + name.slice(1);
        return [`${label}Ns${size}`, Math.round(result[name][at] ?? 0)];
      }),
    ),
  );
}

function over(a: number | undefined, b: number | undefined): number {
  return round((a ?? 0) / (b ?? 1));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
