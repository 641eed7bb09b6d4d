import { deflateRawSync, inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { CONSTANTS_OFFSET, MEMORY_PAGES } from "../../wasm/layout.ts";
import { hasSimd } from "../../web/kernel/has-simd.ts";
import { loadWasm } from "../../web/kernel/kernel-wasm.ts";
import { builds } from "./builds.ts";

const bytesOf = (deflated: string) => Uint8Array.from(inflateRawSync(Buffer.from(deflated, "base64")));

describe.each(builds)("the module $build", ({ deflated }) => {
  it("imports nothing and has memory of one fixed size, at the start empty up to its constants", async () => {
    const module = await WebAssembly.compile(bytesOf(deflated));
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    const { exports, bytes: memory } = await loadWasm(deflated);
    expect(memory.length).toBe(MEMORY_PAGES * 65_536);
    expect(memory.subarray(0, CONSTANTS_OFFSET).every((byte) => byte === 0)).toBe(true);
    expect(() => exports.memory.grow(1)).toThrow(RangeError);
  });
});

it("has the same exports in both builds", () => {
  const [names, others] = builds.map(({ wasm }) => Object.keys(wasm.exports).sort());
  expect(others).toEqual(names);
});

it("asks for no SIMD where there is none", () => {
  expect(hasSimd()).toBe(true);
  const [simd, scalar] = builds.map(({ deflated }) => Buffer.from(bytesOf(deflated)));
  // v128.store, aligned to 16 bytes: any use of SIMD needs it.
  const store = Buffer.of(0xfd, 0x0b, 4);
  expect([simd?.includes(store), scalar?.includes(store)]).toEqual([true, false]);
});

it("says that the browser refuses what is no WASM", async () => {
  const nothing = deflateRawSync(new Uint8Array(8)).toString("base64");
  await expect(loadWasm(nothing)).rejects.toThrow(/refuses/);
});
