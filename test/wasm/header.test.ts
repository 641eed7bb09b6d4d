import { describe, expect, it } from "vitest";
import { FRAME_OFFSET } from "../../wasm/layout.ts";
import { loadWasm } from "../../web/kernel/kernel-wasm.ts";
import { fromHex, toHex } from "./hex.ts";
import { encodeHeader } from "./reference/header.ts";
import { seeded } from "./seeded.ts";

const { exports, bytes } = await loadWasm();

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

/** From RFC 9605 appendix C.1. */
const published: [bigint, bigint, string][] = [
  [0n, 0n, "00"],
  [0n, 1n, "01"],
  [0n, 255n, "08ff"],
  [0n, 256n, "090100"],
  [0n, 65536n, "0a010000"],
  [1n, 0n, "10"],
  [1n, 281474976710655n, "1dffffffffffff"],
  [255n, 16777216n, "8bff01000000"],
  [256n, 255n, "980100ff"],
  [256n, 72057594037927935n, "9e0100ffffffffffffff"],
  [65535n, 4294967296n, "9cffff0100000000"],
  [65536n, 65535n, "a9010000ffff"],
  [65536n, 18446744073709551615n, "af010000ffffffffffffffff"],
  [16777215n, 1099511627776n, "adffffff010000000000"],
  [16777216n, 16777215n, "ba01000000ffffff"],
  [4294967295n, 281474976710656n, "beffffffff01000000000000"],
  [1099511627775n, 72057594037927936n, "cfffffffffff0100000000000000"],
  [281474976710656n, 0n, "e001000000000000"],
  [72057594037927935n, 16777216n, "ebffffffffffffff01000000"],
  [72057594037927936n, 72057594037927935n, "fe0100000000000000ffffffffffffff"],
  [18446744073709551615n, 4294967296n, "fcffffffffffffffff0100000000"],
];

describe("SFrame header", () => {
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
