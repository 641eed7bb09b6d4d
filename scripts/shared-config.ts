import { existsSync } from "node:fs";
import type { Plugin, UserConfig } from "vite";
import { inRepository } from "./repository.ts";

/**
 * The parts of webrtc-adapter and msgpack that PeerJS imports and Meshcall never runs, left out of every
 * build, of the dev server and of the tests alike. `scripts/stubs/` says why each may go.
 */
export const resolve = {
  alias: [
    { find: /^webrtc-adapter$/, replacement: inRepository("scripts/stubs/webrtc-adapter.ts") },
    { find: /^@msgpack\/msgpack$/, replacement: inRepository("scripts/stubs/msgpack.ts") },
  ],
} satisfies UserConfig["resolve"];

/** What every build of code under `web/` needs; also inside the kernel worker, which Vite builds apart. */
export async function webPlugins(): Promise<Plugin[]> {
  const path = inRepository("scripts/vite-plugin-inline-wasm.ts");
  if (!existsSync(path)) return [];
  const { inlineWasm } = await import(path);
  return [inlineWasm()];
}
