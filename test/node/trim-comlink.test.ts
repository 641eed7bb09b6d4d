import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { trimmedComlink } from "../../scripts/vite-plugin-trim-comlink.ts";
import { inRepository } from "../../scripts/repository.ts";

const source = readFileSync(inRepository("node_modules/comlink/dist/esm/comlink.mjs"), "utf8");

/** comlink as it is built in, from its text. */
async function load(text: string): Promise<typeof import("comlink")> {
  return await import(`data:text/javascript,${encodeURIComponent(text)}`);
}

test("comlink without what is never run still calls, transfers, and hands errors on", async () => {
  const { expose, transfer, wrap } = await load(trimmedComlink(source));
  const { port1, port2 } = new MessageChannel();
  const api = {
    twice: (bytes: Uint8Array<ArrayBuffer>) => {
      const result = bytes.map((byte) => 2 * byte);
      return transfer(result, [result.buffer]);
    },
    fail: () => Promise.reject(new RangeError("too far")),
  };
  expose(api, port1);
  const remote = wrap<typeof api>(port2);
  const given = Uint8Array.of(1, 2);
  expect(await remote.twice(transfer(given, [given.buffer]))).toEqual(Uint8Array.of(2, 4));
  expect(given.length).toBe(0);
  await expect(remote.fail()).rejects.toMatchObject({ name: "RangeError", message: "too far" });
  port1.close();
  port2.close();
});

test("another version of comlink fails the build instead of a call", () => {
  expect(() => trimmedComlink(source.replace("proxyTransferHandler],", "proxyHandler],"))).toThrow(
    /another comlink/,
  );
});
