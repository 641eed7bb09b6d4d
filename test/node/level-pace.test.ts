import { expect, it } from "vitest";
import { LevelPace } from "../../web/mesh/level-pace.ts";

const silence = { levelDbov: -80, speaking: false };
const voice = { levelDbov: -20, speaking: true };

/** @returns which of these levels, ten a second, the others are told */
function told(levels: readonly { levelDbov: number; speaking: boolean }[], people: number): number[] {
  const pace = new LevelPace();
  return levels.flatMap((level, index) => (pace.isDue(level, people) ? [index] : []));
}

it("tells everything in a small room, and of a voice everywhere", () => {
  expect(told([silence, silence, voice, silence, silence], 5)).toEqual([0, 1, 2, 3, 4]);
  expect(told([voice, voice, voice, voice], 10)).toEqual([0, 1, 2, 3]);
});

it("tells a crowd of silence every 400 ms, and at once when a voice begins or ends", () => {
  expect(told(Array(9).fill(silence), 10)).toEqual([0, 4, 8]);
  expect(told([silence, silence, voice, voice, silence, silence, silence, silence, silence], 6)).toEqual([
    0, 2, 3, 4, 8,
  ]);
});
