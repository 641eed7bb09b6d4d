import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inRepository } from "../../scripts/repository.ts";
import { FRAME_OFFSET } from "../../wasm/layout.ts";
import { partsBuilds } from "./parts.ts";
import { fromHex, toHex } from "./hex.ts";
import { encodeHeader } from "./reference/header.ts";
import { seeded } from "./seeded.ts";

const published = readFileSync(inRepository("test/wasm/vectors/sframe-headers.txt"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line): [bigint, bigint, string] => {
    const [kid, counter, hex] = line.split(" ");
    return [BigInt(kid!), BigInt(counter!), hex!];
  });

describe.each(partsBuilds)("$build", ({ wasm: { exports, bytes } }) => {
  function write(kid: bigint, counter: bigint): Uint8Array {
    const length = exports.writeHeader(kid, counter, FRAME_OFFSET);
    return bytes.slice(FRAME_OFFSET - length, FRAME_OFFSET);
  }

  /** KID and CTR, or undefined when the kernel refuses the header. */
  function read(header: Uint8Array): { kid: bigint; counter: bigint; length: number } | undefined {
    bytes.set(header, FRAME_OFFSET);
    const length = exports.readHeader(FRAME_OFFSET, header.length);
    if (length === 0) return undefined;
    const [kid, counter] = [exports.readKid(), exports.readCounter()];
    return { kid: BigInt.asUintN(64, kid), counter: BigInt.asUintN(64, counter), length };
  }

  describe("SFrame header", () => {
    it("are all 289 as published", () => expect(published.length).toBe(289));

    it.each(published)("KID %i, CTR %i is %s, as published", (kid, counter, hex) => {
      expect(toHex(write(kid, counter))).toBe(hex);
      expect(toHex(encodeHeader(kid, counter))).toBe(hex);
      expect(read(fromHex(hex))).toEqual({ kid, counter, length: hex.length / 2 });
    });

    it("agrees with the slow reference for numbers of every length", () => {
      const random = seeded("header");
      const number = () => {
        const length = random.integer(9);
        return random.bytes(length).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
      };
      for (let round = 0; round < 5_000; round++) {
        const [kid, counter] = [number(), number()];
        const header = encodeHeader(kid, counter);
        expect(toHex(write(kid, counter))).toBe(toHex(header));
        expect(read(header)).toEqual({ kid, counter, length: header.length });
      }
    });

    it("refuses a header that is cut short", () => {
      expect(read(new Uint8Array())).toBeUndefined();
      const header = encodeHeader(0x1234_5678n, 0x9abc_def0_1234n);
      for (let length = 1; length < header.length; length++) {
        expect(read(header.subarray(0, length)), `${length} bytes`).toBeUndefined();
      }
    });

    it.each(["0807", "0900ff", "8007", "9000ff", "0f00000000000000ff"])(
      "refuses %s: a longer form than the number needs",
      (hex) => expect(read(fromHex(hex))).toBeUndefined(),
    );
  });
});
