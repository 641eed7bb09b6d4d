import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { describe, expect, it } from "vitest";
import { partsBuilds } from "./parts.ts";
import { open, seal } from "./cipher.ts";
import * as reference from "./reference/chacha20poly1305.ts";
import { seeded } from "./seeded.ts";

const cases = 100_000;
/** The reference is slow: it takes every so many. */
const referenceEvery = 10;

describe.each(partsBuilds)("the cipher $build", ({ build, wasm }) => {
  it("agrees with @noble/ciphers and with the slow reference on 100,000 messages", () => {
    const random = seeded(`cipher differential ${build}`);
    // Cut out of one stretch, which is made anew now and then: making them takes longer than sealing.
    let noise = random.bytes(2_048);
    const some = (length: number) => {
      const start = random.integer(noise.length - length);
      return noise.slice(start, start + length);
    };
    for (let round = 0; round < cases; round++) {
      if (round % 64 === 0) noise = random.bytes(2_048);
      const input = { key: some(32), nonce: some(12), associated: some(random.integer(40)) };
      // Mostly short, and often around the borders of blocks and parts.
      const length = random.integer(4) ? random.integer(200) : random.integer(1_600);
      const plaintext = some(length);
      const expected = chacha20poly1305(input.key, input.nonce, input.associated).encrypt(plaintext);
      if (Buffer.compare(seal(wasm, input, plaintext), expected) !== 0) {
        expect.unreachable(`case ${round}: sealing ${length} bytes`);
      }
      const opened = open(wasm, input, expected);
      if (!opened || Buffer.compare(opened, plaintext) !== 0) {
        expect.unreachable(`case ${round}: opening ${length} bytes`);
      }
      if (round % referenceEvery === 0 && length < 200) {
        const slow = reference.seal(input.key, input.nonce, input.associated, plaintext);
        if (Buffer.compare(slow, expected) !== 0) expect.unreachable(`case ${round}: the reference`);
      }
    }
  });
});
