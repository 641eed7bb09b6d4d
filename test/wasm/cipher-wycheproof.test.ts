import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inRepository } from "../../scripts/repository.ts";
import { partsBuilds } from "./parts.ts";
import { open, seal } from "./cipher.ts";
import { fromHex, toHex } from "./hex.ts";

const vectors = readFileSync(inRepository("test/wasm/vectors/wycheproof-chacha20-poly1305.txt"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => {
    const [id, result, ...fields] = line.split(" ");
    const [key, nonce, associated, message, ciphertext, tag] = fields.map((hex) =>
      fromHex(hex === "-" ? "" : hex),
    );
    const input = { key: key!, nonce: nonce!, associated: associated! };
    return { id, result, input, message: message!, sealed: Uint8Array.of(...ciphertext!, ...tag!) };
  });

it("are all 325 of Wycheproof's", () => {
  expect(vectors.length).toBe(325);
  expect(new Set(vectors.map(({ id }) => id)).size).toBe(325);
  // The kernel cannot be given another nonce than one of 12 bytes; Wycheproof calls all others invalid.
  const others = vectors.filter(({ input }) => input.nonce.length !== 12);
  expect(new Set(others.map(({ result }) => result))).toEqual(new Set(["invalid"]));
});

describe.each(partsBuilds)("Wycheproof's ChaCha20-Poly1305 $build", ({ wasm }) => {
  it.each(vectors.filter(({ input }) => input.nonce.length === 12))(
    "$id is $result",
    ({ result, input, message, sealed }) => {
      const opened = open(wasm, input, sealed);
      if (result === "valid") {
        expect(toHex(seal(wasm, input, message))).toBe(toHex(sealed));
        expect(opened && toHex(opened)).toBe(toHex(message));
      } else {
        expect(opened).toBeUndefined();
      }
    },
  );
});
