import type { UserConfig } from "vite";
import { inRepository } from "./repository.ts";
import { serveEffectsAssets } from "./effects-assets.ts";
import { elementNames } from "./vite-plugin-element-names.ts";
import { inlineLimits } from "./vite-plugin-inline-limits.ts";
import { inlineWasm, type InlineWasmOptions } from "./vite-plugin-inline-wasm.ts";
import { minifyAgain } from "./vite-plugin-minify-again.ts";
import { trimComlink } from "./vite-plugin-trim-comlink.ts";
import { trimLit } from "./vite-plugin-trim-lit.ts";
import { trimTemplates } from "./vite-plugin-trim-templates.ts";
import { trimPeerjs } from "./vite-plugin-trim-peerjs.ts";
import { trimValibot } from "./vite-plugin-trim-valibot.ts";

/**
 * What PeerJS imports and Meshcall never runs, and what few pages need of Lit's localize: left out of every build, of the dev server and of browser tests
 * alike. `scripts/stubs/` says why each may go.
 */
const resolve = {
  alias: [
    { find: /^webrtc-adapter$/, replacement: inRepository("scripts/stubs/webrtc-adapter.ts") },
    { find: /^peerjs-js-binarypack$/, replacement: inRepository("scripts/stubs/binarypack.ts") },
    { find: /^@lit\/localize$/, replacement: inRepository("scripts/stubs/localize.ts") },
    { find: /^@msgpack\/msgpack$/, replacement: inRepository("scripts/stubs/msgpack.ts") },
  ],
} satisfies UserConfig["resolve"];

/** Those of a page's build: tests in a browser run what pages run, and not a library's edition for development. */
export const pageConditions = ["module", "browser", "production"];

/** How scripts of other threads are built, and those of the effects. */
export function threadConfig() {
  return { resolve, plugins: [trimValibot()] } satisfies UserConfig;
}

/** How code under `web/` is built, everywhere: by the dev server, in the bundles and in browser tests. */
export function webConfig(wasm: InlineWasmOptions = {}) {
  return {
    resolve,
    plugins: [
      inlineLimits(),
      inlineWasm(wasm),
      trimPeerjs(),
      trimComlink(),
      trimLit(),
      trimValibot(),
      trimTemplates(),
      elementNames(),
      serveEffectsAssets(threadConfig),
    ],
    // The optimizer's copies would be as they are published.
    optimizeDeps: {
      exclude: [
        "@lit/localize",
        "@lit/reactive-element",
        "lit",
        "lit-element",
        "lit-html",
        "peerjs",
        "valibot",
      ],
    },
    // The kernel worker is a build of its own, with plugins of its own.
    worker: {
      format: "es",
      plugins: () => [inlineWasm(), trimComlink(), trimValibot(), minifyAgain()],
      rolldownOptions: { checks: { pluginTimings: false } },
    },
  } satisfies UserConfig;
}
