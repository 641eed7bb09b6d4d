import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { describe, expect, it } from "vitest";
import { FRAME_OFFSET, SCRATCH_OFFSET, SCRATCH_BYTES } from "../../wasm/layout.ts";
import { partsBuilds } from "./parts.ts";
import { open, seal } from "./cipher.ts";
import { type Seeded, seeded } from "./seeded.ts";

describe.each(partsBuilds)("$build", ({ wasm }) => {
  function randomInput(random: Seeded) {
    return { key: random.bytes(32), nonce: random.bytes(12), associated: random.bytes(random.integer(40)) };
  }

  function expectAgreement(random: Seeded, length: number): void {
    const input = randomInput(random);
    const plaintext = random.bytes(length);
    const expected = chacha20poly1305(input.key, input.nonce, input.associated).encrypt(plaintext);
    // Buffers are compared by hand: the matcher takes minutes over megabytes.
    expect(Buffer.compare(seal(wasm, input, plaintext), expected), `sealing ${length} bytes`).toBe(0);
    const opened = open(wasm, input, expected);
    expect(opened && Buffer.compare(opened, plaintext), `opening ${length} bytes`).toBe(0);
  }

  it("agrees with @noble/ciphers for every length around the block boundaries", () => {
    const random = seeded("cipher lengths");
    for (let length = 0; length <= 600; length++) expectAgreement(random, length);
    for (const middle of [1024, 4096, 16_384, 32_768, 65_536, 70_000]) {
      for (let length = middle - 17; length <= middle + 17; length++) expectAgreement(random, length);
    }
  });

  it("agrees with @noble/ciphers for random lengths up to 70 KB", () => {
    const random = seeded("cipher random");
    for (let round = 0; round < 300; round++) expectAgreement(random, random.integer(70_001));
  });

  it("refuses a message whose any byte was changed, and wipes it", () => {
    const random = seeded("cipher forgeries");
    const input = randomInput(random);
    const sealed = seal(wasm, input, random.bytes(300));
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.with(at, sealed[at]! ^ (1 << random.integer(8)));
      expect(open(wasm, input, changed), `byte ${at}`).toBeUndefined();
      expect(wasm.bytes.subarray(FRAME_OFFSET, FRAME_OFFSET + 300).every((byte) => byte === 0)).toBe(true);
    }
    const otherAssociated = { ...input, associated: Uint8Array.of(...input.associated, 0) };
    expect(open(wasm, otherAssociated, sealed)).toBeUndefined();
  });

  it("leaves no key stream behind", () => {
    const random = seeded("cipher scratch");
    seal(wasm, randomInput(random), random.bytes(100));
    const scratch = wasm.bytes.subarray(SCRATCH_OFFSET, SCRATCH_OFFSET + SCRATCH_BYTES);
    expect(scratch.every((byte) => byte === 0)).toBe(true);
  });
});
