import { describe, expect, it } from "vitest";
import { usualRules } from "#protocol/room-rules";
import { Talking, type TalkingRules } from "../../web/room/talking.ts";

const reportMs = 100;
type Sound = [fromMs: number, toMs: number, levelDbov: number];

/** Plays sounds as a microphone reports them, ten times a second. @returns when talking began and stopped, ms */
function play(sounds: readonly Sound[], untilMs: number, rules: TalkingRules, talking = new Talking()) {
  const changes: [atMs: number, isTalking: boolean][] = [];
  for (let atMs = 0; atMs <= untilMs; atMs += reportMs) {
    const sound = sounds.find(([fromMs, toMs]) => atMs >= fromMs && atMs < toMs);
    if (talking.hear({ levelDbov: sound?.[2] ?? -127 }, rules, atMs)) changes.push([atMs, talking.isTalking]);
  }
  return changes;
}

describe("who talks", () => {
  it("is who was loud enough on average over as many packets as the room's rules say", () => {
    const [began, stopped, ...more] = play([[3_000, 9_000, -20]], 20_000, usualRules);
    expect(began).toEqual([expect.any(Number), true]);
    expect(stopped).toEqual([expect.any(Number), false]);
    expect(more).toEqual([]);
    // 100 packets are 2 s: the first average that is all sound ends 2 to 4 s after it began
    expect(began![0]).toBeGreaterThan(3_000);
    expect(began![0]).toBeLessThanOrEqual(7_100);
    expect(stopped![0]).toBeLessThanOrEqual(13_100);
  });

  it("is nobody who is quieter, and one who is just loud enough", () => {
    const rules: TalkingRules = { audioActivePackets: 25, audioLevelAverage: 40 };
    expect(play([[0, 5_000, -41]], 5_000, rules)).toEqual([]);
    expect(play([[0, 5_000, -40]], 5_000, rules)).toHaveLength(1);
  });

  it("is known within half a second where 25 packets are enough", () => {
    const [[began] = []] = play([[1_000, 5_000, -20]], 5_000, {
      audioActivePackets: 25,
      audioLevelAverage: 40,
    });
    expect(began).toBeLessThanOrEqual(2_100);
  });

  it("is not who coughs", () => {
    expect(play([[2_000, 2_300, -10]], 8_000, usualRules)).toEqual([]);
  });

  it("ends when no report comes any more", () => {
    const talking = new Talking();
    play([[0, 5_000, -10]], 5_000, usualRules, talking);
    expect(talking.isTalking).toBe(true);
    expect(talking.silent()).toBe(true);
    expect(talking.isTalking).toBe(false);
    expect(talking.silent()).toBe(false);
  });

  it("goes by rules that change while somebody talks", () => {
    const talking = new Talking();
    play([[0, 5_000, -35]], 5_000, { audioActivePackets: 10, audioLevelAverage: 40 }, talking);
    expect(talking.isTalking).toBe(true);
    expect(
      play([[0, 2_000, -35]], 2_000, { audioActivePackets: 10, audioLevelAverage: 20 }, talking),
    ).toHaveLength(1);
    expect(talking.isTalking).toBe(false);
  });
});
