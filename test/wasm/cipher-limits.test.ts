import { describe, expect, it } from "vitest";
import { mac } from "./cipher.ts";
import { partsBuilds } from "./parts.ts";
import { poly1305 } from "./reference/chacha20poly1305.ts";

/** Poly1305's prime (RFC 8439 section 2.5). */
const prime = 2n ** 130n - 5n;
const blockMark = 2n ** 128n;

/** The largest r that the clamp leaves. */
const largestKey = Uint8Array.from({ length: 32 }, () => 0xff);
const largestR = 0x0ffffffc0ffffffc0ffffffc0fffffffn;

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base; exponent > 0n; exponent >>= 1n, square = (square * square) % prime)
    if (exponent & 1n) result = (result * square) % prime;
  return result;
}

function bytesOf(block: bigint): number[] {
  return Array.from({ length: 16 }, (_, at) => Number((block >> BigInt(8 * at)) & 0xffn));
}

/** A block after which the sum is `target`, where it was `sum`; undefined when there is none. */
function blockFor(sum: bigint, target: bigint, inverse: bigint): bigint | undefined {
  const marked = (((target * inverse - sum) % prime) + prime) % prime;
  return marked >= blockMark && marked < 2n * blockMark ? marked - blockMark : undefined;
}

describe.each(partsBuilds)("Poly1305 $build", ({ wasm }) => {
  it("overflows nowhere: with the largest key, sums that are all ones, and the largest block on top", () => {
    const inverse = power(largestR, prime - 2n);
    const largestBlock = Array.from({ length: 16 }, () => 0xff);
    let tried = 0;
    // Sums just below the prime have ones in all limbs but the lowest, which has what is left.
    for (let below = 1n; tried < 200; below += 977n) {
      const block = blockFor(0n, prime - below, inverse);
      if (block === undefined) continue;
      tried += 1;
      const message = Uint8Array.from([...bytesOf(block), ...largestBlock, ...largestBlock, ...largestBlock]);
      expect(mac(wasm, largestKey, message), `${below} below the prime`).toEqual(
        poly1305(largestKey, message),
      );
    }
  });
});
