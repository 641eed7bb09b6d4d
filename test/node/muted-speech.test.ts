import { expect, it } from "vitest";
import { MutedSpeech } from "../../web/media/muted-speech.ts";

/** Reports ten times a second. @returns when it was told */
function play(spoken: [fromMs: number, toMs: number][], untilMs: number, rule = new MutedSpeech()): number[] {
  const told: number[] = [];
  for (let atMs = 0; atMs <= untilMs; atMs += 100) {
    const voice = spoken.some(([fromMs, toMs]) => atMs > fromMs && atMs <= toMs);
    if (rule.hear(voice, atMs)) told.push(atMs);
  }
  return told;
}

it("tells who talks while muted, within a second", () => {
  const [atMs, ...others] = play([[1_000, 5_000]], 6_000);
  expect(atMs).toBeLessThanOrEqual(2_000);
  expect(others).toEqual([]);
});

it("says nothing of a cough or a word to somebody in the room", () => {
  expect(
    play(
      [
        [1_000, 1_450],
        [6_000, 6_500],
      ],
      10_000,
    ),
  ).toEqual([]);
});

it("says it again after 15 s, and at once to who was unmuted in between", () => {
  expect(play([[0, 40_000]], 40_000)).toHaveLength(3);
  const rule = new MutedSpeech();
  expect(play([[0, 2_000]], 2_000, rule)).toHaveLength(1);
  rule.unmuted();
  expect(rule.hear(true, 2_100)).toBe(false);
  for (let atMs = 2_200; atMs < 2_600; atMs += 100) rule.hear(true, atMs);
  expect([2_600, 2_700, 2_800].some((atMs) => rule.hear(true, atMs))).toBe(true);
});
