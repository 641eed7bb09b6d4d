import "./stay-offline.ts";
import { copyFileSync, cpSync, rmSync, writeFileSync } from "node:fs";
import { build } from "vite";
import { buildWasm } from "./build-wasm.ts";
import { writeEffectsAssets } from "./effects-assets.ts";
import { emitTypes } from "./emit-types.ts";
import { writeIntegrity } from "./integrity.ts";
import { serverBuilds, signalWorkerBuild, webLibraryBuilds } from "./library-builds.ts";
import { writeElementsManifest } from "./manifest/elements-manifest.ts";
import { inRepository } from "./repository.ts";
import { threadConfig } from "./shared-config.ts";
import { levelTapProcessor } from "../web/media/level-tap-processor.ts";

/** Writes all of `dist/`: the libraries, the signal-worker, the static site, the types, and what describes the elements. */
export async function buildAll(): Promise<void> {
  rmSync(inRepository("dist"), { recursive: true, force: true });
  await buildWasm();
  for (const library of webLibraryBuilds()) await build(library);
  // The others hold it as text; a page whose policy forbids `blob:` serves it beside the kernel.
  writeFileSync(inRepository("dist/level-tap.js"), `${levelTapProcessor}\n`);
  await writeEffectsAssets("dist/effects", threadConfig());
  await build(signalWorkerBuild());
  // The configuration of plain workerd embeds the file beside it.
  copyFileSync(inRepository("signal-worker/workerd.capnp"), inRepository("dist/signal-worker/workerd.capnp"));
  for (const library of serverBuilds()) await build(library);
  await build({ configFile: inRepository("vite.config.ts"), logLevel: "warn" });
  // beside the site's scripts as beside the package's
  cpSync(inRepository("dist/effects"), inRepository("dist/site/assets/effects"), { recursive: true });
  cpSync(inRepository("web/themes"), inRepository("dist/themes"), { recursive: true });
  writeElementsManifest();
  writeIntegrity();
  await emitTypes();
}

if (import.meta.main) await buildAll();
