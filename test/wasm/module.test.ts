import { inflateRawSync } from "node:zlib";
import { expect, it } from "vitest";
import { deflatedBase64 } from "../../wasm/build/kernel.wasm?deflated";
import { MEMORY_PAGES } from "../../wasm/layout.ts";
import { loadWasm } from "../../web/kernel/kernel-wasm.ts";

const bytes = Uint8Array.from(inflateRawSync(Buffer.from(deflatedBase64, "base64")));

it("imports nothing and has memory of one fixed size, empty at the start", async () => {
  const module = await WebAssembly.compile(bytes);
  expect(WebAssembly.Module.imports(module)).toEqual([]);
  const { exports, bytes: memory } = await loadWasm(bytes);
  expect(memory.length).toBe(MEMORY_PAGES * 65_536);
  expect(memory.every((byte) => byte === 0)).toBe(true);
  expect(() => exports.memory.grow(1)).toThrow(RangeError);
});

it("says that the browser refuses what is no WASM", async () => {
  await expect(loadWasm(new Uint8Array(8))).rejects.toThrow(/refuses/);
});
