import { createHash, createHmac, hkdfSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hkdf, hmacSha256, sha256 } from "../../web/kernel/sha256.ts";
import { fromHex, toHex } from "./hex.ts";
import { seeded } from "./seeded.ts";

const utf8 = new TextEncoder();

describe("the vectors of the standards", () => {
  it.each([
    ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ],
  ])("SHA-256 of %j (FIPS 180-4's examples)", (text, digest) => {
    expect(toHex(sha256(utf8.encode(text)))).toBe(digest);
  });

  it("HKDF, RFC 5869 A.1 (its first 32 bytes) and A.3", () => {
    const key = new Uint8Array(22).fill(0x0b);
    const first = hkdf(key, fromHex("000102030405060708090a0b0c"), fromHex("f0f1f2f3f4f5f6f7f8f9"));
    expect(toHex(first)).toBe("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    const third = hkdf(key, new Uint8Array(), new Uint8Array());
    expect(toHex(third)).toBe("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
  });
});

it("agrees with node's for any lengths", () => {
  const random = seeded("sha256");
  for (let round = 0; round < 500; round++) {
    const [key, data] = [random.bytes(random.integer(150)), random.bytes(round)];
    expect(toHex(sha256(key, data))).toBe(createHash("sha256").update(key).update(data).digest("hex"));
    expect(toHex(hmacSha256(key, data))).toBe(createHmac("sha256", key).update(data).digest("hex"));
    const bytes = 1 + random.integer(32);
    const theirs = new Uint8Array(hkdfSync("sha256", data, key, utf8.encode("info"), bytes));
    expect(toHex(hkdf(data, key, utf8.encode("info"), bytes))).toBe(toHex(theirs));
  }
});
