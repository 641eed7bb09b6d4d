import { describe, expect, it } from "vitest";
import { Speakers } from "../../web/room/speakers.ts";

const reportMs = 100;
/** As the kernel's voice decision: it holds on for this long after the last loud moment. */
const hangoverMs = 400;
const quietDbov = -75;

type Sound = [who: string, fromMs: number, toMs: number, levelDbov?: number];

/** Plays sounds as reports of the microphones, ten a second each. @returns every change of the dominant speaker */
function play(
  sounds: Sound[],
  untilMs: number,
  speakers = new Speakers<string>(),
): [string | null, number][] {
  const people = [...new Set(sounds.map(([who]) => who))];
  const changes: [string | null, number][] = [];
  let before = speakers.dominant;
  for (let nowMs = 0; nowMs <= untilMs; nowMs += reportMs) {
    for (const [index, who] of people.entries()) {
      const atMs = nowMs + index * 7; // microphones do not report in step
      const own = sounds.filter((sound) => sound[0] === who);
      const loud = own.find(([, fromMs, toMs]) => atMs > fromMs && atMs <= toMs);
      const speaking = own.some(([, fromMs, toMs]) => atMs > fromMs && atMs <= toMs + hangoverMs);
      speakers.hear(who, { speaking, levelDbov: loud?.[3] ?? (loud ? -25 : quietDbov) }, atMs);
      if (speakers.dominant !== before) changes.push([(before = speakers.dominant), atMs]);
    }
  }
  return changes;
}

describe("the dominant speaker", () => {
  it("is nobody before anybody has spoken", () => {
    expect(play([["Ana", 1_000, 1_350]], 5_000)).toEqual([]);
  });

  it("is whoever begins to speak, within 0.7 s", () => {
    const [[who, atMs] = []] = play([["Ana", 1_000, 4_000]], 5_000);
    expect(who).toBe("Ana");
    expect(atMs).toBeLessThanOrEqual(1_700);
  });

  it("stays through pauses, coughs and nods of others", () => {
    const speech: Sound[] = [0, 3_500, 7_000, 10_500].map((at) => ["Ana", at + 100, at + 2_000]);
    const others: Sound[] = [700, 2_200, 4_000, 6_100, 9_200, 10_100].map((at) => ["Ben", at, at + 380, -15]);
    expect(play([...speech, ...others], 13_000)).toEqual([["Ana", expect.any(Number)]]);
  });

  it("passes to whoever answers: once, and at most 2.5 s after the last word", () => {
    const changes = play(
      [
        ["Ana", 0, 5_000],
        ["Ben", 5_300, 9_000],
        ["Ana", 11_500, 15_000],
      ],
      15_000,
    );
    expect(changes.map(([who]) => who)).toEqual(["Ana", "Ben", "Ana"]);
    expect(changes[1]![1]).toBeLessThanOrEqual(7_500);
    expect(changes[2]![1]).toBeLessThanOrEqual(12_200);
  });

  it("does not change while two talk over each other", () => {
    const changes = play(
      [
        ["Ana", 0, 20_000, -25],
        ["Ben", 4_000, 20_000, -27],
      ],
      20_000,
    );
    expect(changes).toHaveLength(1);
  });

  it("is not the one with a noisy room: a clearly louder voice takes over within 4 s", () => {
    const changes = play(
      [
        ["fan", 0, 60_000, -45],
        ["Ben", 20_000, 30_000, -22],
      ],
      30_000,
    );
    expect(changes.map(([who]) => who)).toEqual(["fan", "Ben"]);
    expect(changes[1]![1]).toBeLessThanOrEqual(24_000);
  });

  it("stays through a long silence, and is nobody once they have left", () => {
    const speakers = new Speakers<string>();
    play([["Ana", 0, 2_000]], 60_000, speakers);
    expect(speakers.dominant).toBe("Ana");
    speakers.forget("Ana");
    expect(speakers.dominant).toBeNull();
    expect(speakers.latest).toEqual([]);
  });

  it("is not who coughs after a long silence", () => {
    const speakers = new Speakers<string>();
    play(
      [
        ["Ana", 0, 2_000],
        ["Ben", 9_000, 9_380],
      ],
      12_000,
      speakers,
    );
    expect(speakers.dominant).toBe("Ana");
    expect(speakers.latest).toEqual(["Ana"]);
  });
});

it("the latest speakers are listed, whoever is dominant", () => {
  const speakers = new Speakers<string>();
  play(
    [
      ["Cleo", 0, 1_500],
      ["Ben", 4_000, 5_000],
      ["Ana", 6_500, 30_000],
      ["Dan", 12_000, 13_000],
    ],
    14_000,
    speakers,
  );
  expect(speakers.dominant).toBe("Ana");
  expect(speakers.latest).toEqual(["Ana", "Dan", "Ben", "Cleo"]);
});

it("a talk of ten with coughs and nods: no false switch, every turn is followed", () => {
  const people = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
  const seed = 20_26;
  const random = seeded(seed);
  const sounds: Sound[] = [];
  const turns: [string, number][] = [];
  let atMs = 500;
  for (let turn = 0; turn < 40; turn++) {
    const who = people[Math.floor(random() * people.length)]!;
    const lengthMs = 3_500 + random() * 8_000;
    for (let wordMs = 0; wordMs < lengthMs; wordMs += 900 + random() * 900)
      sounds.push([who, atMs + wordMs, atMs + Math.min(lengthMs, wordMs + 700 + random() * 400)]);
    if (turns.at(-1)?.[0] !== who) turns.push([who, atMs]);
    const cougher = people[Math.floor(random() * people.length)]!;
    const coughMs = atMs + random() * lengthMs;
    if (cougher !== who) sounds.push([cougher, coughMs, coughMs + 100 + random() * 270, -12]);
    atMs += lengthMs + 300 + random() * 1_000;
  }
  const changes = play(sounds, atMs);
  expect(changes.map(([who]) => who).join(""), `seed ${seed}`).toBe(turns.map(([who]) => who).join(""));
  const delays = changes
    .map(([, changedMs], index) => changedMs - turns[index]![1])
    .toSorted((a, b) => a - b);
  expect(delays.at(-1), `seed ${seed}`).toBeLessThan(3_000);
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
