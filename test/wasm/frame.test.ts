import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { describe, expect, it } from "vitest";
import * as layout from "../../wasm/layout.ts";
import { kidOf, openFrame, openSlot, rekeySlot, sealFrame } from "../../web/kernel/frames.ts";
import { builds } from "./builds.ts";
import { toHex } from "./hex.ts";
import { encodeHeader } from "./reference/header.ts";
import { seeded } from "./seeded.ts";

describe.each(builds)("$build", ({ wasm }) => {
  const sender = 0;
  const receiver = 255;
  const key = Uint8Array.from({ length: 32 }, (_, index) => index * 3);
  const salt = Uint8Array.from({ length: 12 }, (_, index) => 200 + index);
  const nothing = new Uint8Array();

  const keys = (kid = 0) => ({ kid, key: key.slice(), salt: salt.slice() });

  function openPair({ ordered }: { ordered: boolean }): void {
    openSlot(wasm, sender, keys(), ordered);
    openSlot(wasm, receiver, keys(), ordered);
  }

  const seal = (plaintext: Uint8Array): Uint8Array => sealFrame(wasm, sender, nothing, plaintext)!;
  const sealMany = (count: number): Uint8Array[] =>
    Array.from({ length: count }, (_, index) => seal(Uint8Array.of(index & 0xff, index >> 8)));
  const outcome = (frame: Uint8Array): string => {
    const opened = openFrame(wasm, receiver, frame);
    return opened.status === "dropped" ? opened.reason : "opened";
  };

  /** A frame as the peer with the right key would make it, for any counter. */
  function frameWith(counter: bigint, plaintext = nothing, kid = 0n): Uint8Array {
    const header = encodeHeader(kid, counter);
    const nonce = salt.slice();
    const view = new DataView(nonce.buffer);
    view.setBigUint64(4, view.getBigUint64(4) ^ counter);
    return Uint8Array.of(...header, ...chacha20poly1305(key, nonce, header).encrypt(plaintext));
  }

  describe("frames", () => {
    it("are SFrame's: header, then ciphertext under salt XOR counter, with the header authenticated", () => {
      openPair({ ordered: true });
      const random = seeded("frames");
      for (let counter = 0n; counter < 300n; counter++) {
        const plaintext = random.bytes(random.integer(200));
        const frame = seal(plaintext);
        expect(toHex(frame)).toBe(toHex(frameWith(counter, plaintext)));
        expect(openFrame(wasm, receiver, frame)).toEqual({ status: "plaintext", bytes: plaintext });
      }
    });

    it("carry 64 KiB, and are 65,569 bytes at most", () => {
      openPair({ ordered: true });
      const largest = layout.FRAME_MAX_BYTES - 16 - 1;
      expect(seal(new Uint8Array(largest)).length).toBe(layout.FRAME_MAX_BYTES);
      expect(sealFrame(wasm, sender, nothing, new Uint8Array(largest + 1))).toBeUndefined();
      expect(sealFrame(wasm, sender, nothing, new Uint8Array(200_000))).toBeUndefined();
      expect(outcome(new Uint8Array(layout.FRAME_MAX_BYTES + 1))).toBe("malformed");
    });

    it("are refused when any byte is changed, and the true one still opens", () => {
      openPair({ ordered: false });
      const random = seeded("tampering");
      const frame = sealMany(300).at(-1)!;
      for (let at = 0; at < frame.length; at++) {
        for (const flip of [1, 128, 1 + random.integer(255)]) {
          expect(outcome(frame.with(at, frame[at]! ^ flip)), `byte ${at}`).toMatch(/forged|malformed/);
        }
      }
      for (let length = 0; length < frame.length; length++) {
        expect(outcome(frame.subarray(0, length)), `${length} bytes`).toMatch(/forged|malformed/);
      }
      expect(outcome(Uint8Array.of(...frame, 0))).toBe("forged");
      expect(outcome(frame)).toBe("opened");
    });

    it("of another key id are malformed", () => {
      openPair({ ordered: false });
      expect(outcome(frameWith(0n, nothing, 1n))).toBe("malformed");
    });

    it("name their key id, in whichever form", () => {
      for (const kid of [0, 7, 8, 255, 256, 65_536, 2 ** 32 - 1])
        expect(kidOf(frameWith(300n, nothing, BigInt(kid)))).toBe(kid);
      for (const frame of [nothing, Uint8Array.of(0x90, 1), Uint8Array.of(0xc0, 1, 0, 0, 0, 0)])
        expect(kidOf(frame)).toBeUndefined();
    });

    it("survive noise of any length", () => {
      openPair({ ordered: false });
      const random = seeded("noise");
      for (let round = 0; round < 3_000; round++) {
        expect(outcome(random.bytes(random.integer(100)))).not.toBe("opened");
      }
    });

    it("leave neither plaintext nor key input behind, and a closed stream has no key", () => {
      openPair({ ordered: true });
      const secret = new TextEncoder().encode("a secret that must not stay in memory");
      const frame = seal(secret);
      expect(outcome(frame)).toBe("opened");
      wasm.exports.closeSlot(sender);
      wasm.exports.closeSlot(receiver);
      wasm.exports.closeSlot(receiver);
      const memory = Buffer.from(wasm.bytes.buffer);
      expect(memory.indexOf(secret)).toBe(-1);
      expect(memory.indexOf(key)).toBe(-1);
      expect(memory.indexOf(salt)).toBe(-1);
      expect(outcome(frame)).not.toBe("opened");
    });
  });

  describe("replay on an unordered stream", () => {
    it("opens each frame once, in whatever order within the window", () => {
      openPair({ ordered: false });
      const random = seeded("replay");
      const frames = sealMany(4_000);
      // Shuffled within stretches that the window covers.
      const order = frames.map((_, index) => ({ index, at: index + random.integer(1_000) }));
      order.sort((a, b) => a.at - b.at);
      for (const { index } of order) expect(outcome(frames[index]!), `frame ${index}`).toBe("opened");
      for (const frame of frames) expect(outcome(frame)).toBe("replayed");
    });

    it("reaches back exactly 1,024 counters", () => {
      openPair({ ordered: false });
      expect(outcome(frameWith(5_000n))).toBe("opened");
      expect(outcome(frameWith(5_001n - 1_024n))).toBe("opened");
      expect(outcome(frameWith(5_000n - 1_024n))).toBe("replayed");
      expect(outcome(frameWith(5_001n - 1_024n))).toBe("replayed");
    });

    it("agrees with a plain set of counters", () => {
      openPair({ ordered: false });
      const random = seeded("replay model");
      const seen = new Set<number>();
      let highest = -1;
      for (let round = 0; round < 20_000; round++) {
        const jump = random.integer(50) === 0 ? 3_000 : 100;
        const counter = Math.max(0, highest - 1_100 + random.integer(1_100 + jump));
        const fresh = !seen.has(counter) && counter > highest - 1_024;
        expect(outcome(frameWith(BigInt(counter))), `counter ${counter}`).toBe(fresh ? "opened" : "replayed");
        seen.add(counter);
        highest = Math.max(highest, counter);
      }
    });

    it("is not moved by a forged counter", () => {
      openPair({ ordered: false });
      const [first] = sealMany(1);
      const far = frameWith(1_000_000n);
      expect(outcome(far.with(far.length - 1, far.at(-1)! ^ 1))).toBe("forged");
      expect(outcome(first!)).toBe("opened");
    });
  });

  describe("a stream that goes on under another key", () => {
    const opensUnder = (frame: Uint8Array, kid: number): string => {
      const opened = openFrame(wasm, receiver, frame, keys(kid));
      return opened.status === "dropped" ? opened.reason : "opened";
    };

    it("keeps its counters, so none comes twice", () => {
      openPair({ ordered: true });
      const [first, second] = sealMany(2);
      rekeySlot(wasm, sender, keys(300));
      const third = seal(nothing);
      expect(toHex(third)).toBe(toHex(frameWith(2n, nothing, 300n)));
      expect(opensUnder(third, 300)).toBe("replayed");
      expect(outcome(first!)).toBe("opened");
      expect(outcome(second!)).toBe("opened");
      expect(opensUnder(third.with(4, 1 ^ third[4]!), 300)).toBe("forged");
      expect(opensUnder(third, 300)).toBe("opened");
      rekeySlot(wasm, receiver, keys(300));
      expect(outcome(third)).toBe("replayed");
      expect(outcome(seal(nothing))).toBe("opened");
    });

    it("opens frames of both keys while they mix, each once", () => {
      openPair({ ordered: false });
      const before = sealMany(50);
      rekeySlot(wasm, sender, keys(1));
      const after = sealMany(50);
      rekeySlot(wasm, receiver, keys(1));
      for (let at = 0; at < 50; at++) {
        expect(outcome(after[at]!)).toBe("opened");
        expect(opensUnder(before[at]!, 0)).toBe("opened");
      }
      for (const frame of before) expect(opensUnder(frame, 0)).toBe("replayed");
      for (const frame of after) expect(outcome(frame)).toBe("replayed");
    });

    it.each([true, false])("may start in the middle; ordered: %s", (ordered) => {
      for (const next of [1, 700, 5_000]) {
        openSlot(wasm, receiver, keys(), ordered, next);
        expect(outcome(frameWith(BigInt(next - 1)))).toBe("replayed");
        expect(outcome(frameWith(BigInt(next)))).toBe("opened");
        expect(outcome(frameWith(BigInt(next - 1)))).toBe("replayed");
        expect(outcome(frameWith(BigInt(next + 1)))).toBe("opened");
        expect(outcome(frameWith(0n))).toBe("replayed");
      }
    });
  });

  describe("replay on an ordered stream", () => {
    it("takes the next counter and no other", () => {
      openPair({ ordered: true });
      const [first, second, third, fourth] = sealMany(4);
      expect(outcome(second!)).toBe("replayed");
      expect(outcome(first!)).toBe("opened");
      expect(outcome(first!)).toBe("replayed");
      expect(outcome(second!)).toBe("opened");
      expect(outcome(fourth!)).toBe("replayed");
      expect(outcome(third!)).toBe("opened");
      expect(outcome(fourth!)).toBe("opened");
    });
  });
});
