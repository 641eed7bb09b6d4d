export interface Seeded {
  /** 0 <= x < 1 */
  fraction(): number;
  /** 0 <= x < below */
  integer(below: number): number;
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

/**
 * Random numbers that come again: `SEED=… vitest …` repeats a run. The seed is printed.
 * @param usual the seed without that variable; a random one where left out
 */
export function seeded(name: string, usual = Math.floor(Math.random() * 2 ** 32)): Seeded {
  const seed = Number(process.env["SEED"] ?? usual);
  console.log(`${name}: SEED=${seed}`);
  return generator(seed);
}

/** The same numbers each time. @param seed 32 bits */
export function generator(seed: number): Seeded {
  let state = seed >>> 0;
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const integer = (below: number): number => next() % below;
  return {
    fraction: () => next() / 2 ** 32,
    integer,
    bytes: (length) => Uint8Array.from({ length }, () => next() & 0xff),
  };
}
