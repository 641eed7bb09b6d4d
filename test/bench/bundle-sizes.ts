import { globSync, readFileSync, rmSync } from "node:fs";
import { posix } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { buildWasm } from "../../scripts/build-wasm.ts";
import { writeEffectsAssets } from "../../scripts/effects-assets.ts";
import { webLibraryBuilds } from "../../scripts/library-builds.ts";
import { inRepository } from "../../scripts/repository.ts";
import { threadConfig } from "../../scripts/shared-config.ts";
import { isSyntaxNode, syntaxNodes } from "../../scripts/source-files.ts";

/** The most that a page should have to load, gzip KB of 1,000 bytes. */
export const sizeGoalsKB = { sdkKB: 45, elementKB: 80, firstLoadKB: 50, kernelKB: 20 } as const;
/**
 * What is held until the goals are met, so that nothing grows unseen: sender keys, data channels and the voice network
 * have taken the kernel worker beyond its goal.
 */
export const sizeBudgetsKB = { ...sizeGoalsKB, kernelKB: 23.1, roomsKB: 6.5 } as const;

export interface BundleSizes {
  /** gzip -9. The entry and what it imports; `sdkLazyKB` is what comes later, the kernel and much that few need. */
  sdkKB: number;
  sdkLazyKB: number;
  /** What a usual call loads: the lobby, and what joining needs. */
  elementKB: number;
  /** The part of it that is loaded before somebody is about to join. */
  firstLoadKB: number;
  elementLazyKB: number;
  /** `meshcall/rooms`, which a lobby loads without the SDK. */
  roomsKB: number;
  /** `meshcall/files`, which comes with the first file or the chat. */
  filesKB: number;
  /** `meshcall/effects`, which comes with the first effect; in `effectsFilesKB` what it fetches for a background. */
  effectsKB: number;
  effectsFilesKB: number;
  /** What it fetches to suppress noise. */
  noiseFilesKB: number;
  kernelKB: number;
  /** `meshcall/recording`, and in `recordingFilesKB` what makes files, which comes when one is saved or given. */
  recordingKB: number;
  recordingFilesKB: number;
  /** Features, each as the package's entry of that name; of the tag they are parts that come with their first use. */
  chatKB: number;
  captionsKB: number;
  timelineKB: number;
  /** As the file is, without compression. */
  sdkRawKB: number;
  elementRawKB: number;
  kernelRawKB: number;
}

/** Builds the libraries as `npm run build` does. */
export async function buildMeasured(): Promise<void> {
  for (const path of globSync("dist/*.js", { cwd: inRepository(".") })) rmSync(inRepository(path));
  await buildWasm();
  for (const library of webLibraryBuilds()) await build(library);
  await writeEffectsAssets("dist/effects", threadConfig());
}

/** For a camera that is wider than high. */
const effectsFiles = ["effects-thread.js", "effects.wasm", "selfie_segmentation_landscape.tflite"];

/** Weighs what `dist/` holds. */
export function bundleSizes(): BundleSizes {
  const [sdk, sdkLazy] = weighEntry("meshcall");
  const [element, elementLazy] = weighEntry("elements", "elements-call");
  const [firstLoad] = weighEntry("elements");
  const [rooms] = weighEntry("rooms");
  const [files] = weighEntry("files");
  const kernel = weigh("dist/kernel-worker.js");
  return {
    sdkKB: sdk.gzipKB,
    sdkLazyKB: sdkLazy.gzipKB,
    elementKB: element.gzipKB,
    firstLoadKB: firstLoad.gzipKB,
    elementLazyKB: elementLazy.gzipKB,
    roomsKB: rooms.gzipKB,
    filesKB: files.gzipKB,
    effectsKB: weighEntry("effects")[0].gzipKB,
    effectsFilesKB: weigh(...effectsFiles.map((name) => `dist/effects/${name}`)).gzipKB,
    noiseFilesKB: weigh("dist/effects/noise-worklet.js", "dist/effects/rnnoise.wasm").gzipKB,
    kernelKB: kernel.gzipKB,
    recordingKB: weighEntry("recording")[0].gzipKB,
    recordingFilesKB: weigh("dist/recording-files.js").gzipKB,
    chatKB: weighEntry("chat")[0].gzipKB,
    captionsKB: weighEntry("captions")[0].gzipKB,
    timelineKB: weighEntry("timeline")[0].gzipKB,
    sdkRawKB: sdk.rawKB,
    elementRawKB: element.rawKB,
    kernelRawKB: kernel.rawKB,
  };
}

/** What a page loads in any case, and what it may load besides. @param joined what it asks for later in any case */
function weighEntry(name: string, ...joined: string[]) {
  const needed = new Set<string>();
  for (const file of [name, ...joined]) withStaticImports(`dist/${file}.js`, needed);
  const lazy = globSync(`dist/${name}-*.js`, { cwd: inRepository(".") }).filter((path) => !needed.has(path));
  return [weigh(...needed), weigh(...lazy)] as const;
}

/** A file of `dist/` and all that a browser loads before it runs. */
function withStaticImports(path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  for (const node of syntaxNodes(path, readFileSync(inRepository(path), "utf8"))) {
    const isStatic = node.type === "ImportDeclaration" || node.type.startsWith("Export");
    const source = isStatic ? node["source"] : undefined;
    const specifier = isSyntaxNode(source) ? source["value"] : undefined;
    if (typeof specifier === "string") withStaticImports(posix.join(posix.dirname(path), specifier), found);
  }
  return found;
}

/** Files are compressed one by one, as a server does. */
function weigh(...paths: string[]): { gzipKB: number; rawKB: number } {
  const files = paths.map((path) => readFileSync(inRepository(path)));
  const gzipBytes = files.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0);
  return { gzipKB: inKB(gzipBytes), rawKB: inKB(files.reduce((sum, bytes) => sum + bytes.length, 0)) };
}

function inKB(bytes: number): number {
  return Math.round(bytes / 100) / 10;
}
