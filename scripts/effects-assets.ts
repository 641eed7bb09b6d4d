import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { build, type InlineConfig, type Plugin } from "vite";
import { buildWasm, wasmPath } from "./build-wasm.ts";
import { inRepository } from "./repository.ts";

const segmentation = "node_modules/@mediapipe/selfie_segmentation";
const rnnoise = "node_modules/@jitsi/rnnoise-wasm";

/** What `dist/effects/` holds as it is, by name. Nothing of it is in this repository but the WASM's sources. */
const copied: Readonly<Record<string, string>> = {
  "effects.wasm": wasmPath("effects"),
  "selfie_segmentation_landscape.tflite": inRepository(
    `${segmentation}/selfie_segmentation_landscape.tflite`,
  ),
  "selfie_segmentation.tflite": inRepository(`${segmentation}/selfie_segmentation.tflite`),
  "rnnoise.wasm": inRepository(`${rnnoise}/dist/rnnoise.wasm`),
};

/** Scripts of other threads. */
const scripts: Readonly<Record<string, string>> = {
  "effects-thread.js": "web/effects/thread/effects-thread.ts",
  "noise-worklet.js": "web/effects/noise/noise-worklet.ts",
};

const notices = `The files beside this one, and whose they are.

selfie_segmentation.tflite, selfie_segmentation_landscape.tflite
  MediaPipe Selfie Segmentation, of the npm package @mediapipe/selfie_segmentation.
  Copyright Google LLC. Apache License, Version 2.0: see below.

rnnoise.wasm
  RNNoise, built by the npm package @jitsi/rnnoise-wasm (Apache License, Version 2.0).
  Copyright (c) 2017, Mozilla; 2007-2017, Jean-Marc Valin; 2005-2017, Xiph.Org Foundation; 2003-2004, Mark Borgerding.
  BSD 3-clause license:

  Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
  following conditions are met:
  - Redistributions of source code must retain the above copyright notice, this list of conditions and the following
    disclaimer.
  - Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
    disclaimer in the documentation and/or other materials provided with the distribution.
  - Neither the name of the Xiph.Org Foundation nor the names of its contributors may be used to endorse or promote
    products derived from this software without specific prior written permission.
  THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES,
  INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
  DISCLAIMED. IN NO EVENT SHALL THE FOUNDATION OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL,
  EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS
  OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT,
  STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN
  IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.

All else is Meshcall's own, under its license.

`;

/** Writes what the effects load when they are used. @param folder in the repository @param config how scripts are built */
export async function writeEffectsAssets(folder: string, config: InlineConfig): Promise<void> {
  await buildWasm(["effects"]);
  mkdirSync(inRepository(folder), { recursive: true });
  // what the packages allow on this machine is no matter of ours
  for (const [name, from] of Object.entries(copied))
    writeFileSync(inRepository(`${folder}/${name}`), readFileSync(from));
  for (const name of Object.keys(scripts))
    writeFileSync(inRepository(`${folder}/${name}`), await scriptOf(name, config));
  const apache = readFileSync(inRepository(`${rnnoise}/LICENSE`), "utf8");
  writeFileSync(inRepository(`${folder}/NOTICES.txt`), `${notices}${apache}`);
}

/**
 * In development and in tests the files are made when they are asked for, beside `web/effects/assets.ts` as they are beside
 * the built scripts.
 */
export function serveEffectsAssets(config: () => InlineConfig): Plugin {
  const made = new Map<string, Promise<string>>();
  return {
    name: "meshcall:effects-assets",
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const name = /\/effects\/effects\/([\w.-]+)(?:\?.*)?$/.exec(request.url ?? "")?.[1] ?? "";
        void (async () => {
          const from = copied[name];
          if (from !== undefined) {
            await buildWasm(["effects"]);
            response.setHeader(
              "Content-Type",
              name.endsWith(".wasm") ? "application/wasm" : "application/octet-stream",
            );
            response.end(readFileSync(from));
          } else if (name in scripts) {
            const script = made.get(name) ?? scriptOf(name, config());
            made.set(name, script);
            response.setHeader("Content-Type", "text/javascript");
            response.setHeader("Access-Control-Allow-Origin", "*"); // a thread that begins as a blob has no origin
            response.end(await script);
          } else next();
        })().catch(next);
      });
    },
  };
}

async function scriptOf(name: string, config: InlineConfig): Promise<string> {
  const result = await build({
    ...config,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      target: "es2022",
      write: false,
      lib: { entry: inRepository(scripts[name] ?? ""), formats: ["es"], fileName: name },
      rolldownOptions: { checks: { pluginTimings: false }, output: { codeSplitting: false, minify: true } },
    },
  });
  const [bundle] = [result].flat();
  const [chunk] = bundle !== undefined && "output" in bundle ? bundle.output : [];
  if (chunk === undefined) throw new Error(`${name} was not built`);
  return chunk.code;
}
