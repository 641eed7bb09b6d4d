import { describe, expect, it } from "vitest";
import { judge, recoverLimitMs } from "../bench/faults-judge.ts";
import type { Tick } from "../rig/page-script.ts";

/** A tick each 100 ms, from 0 to 10 s. */
function ticks(came: (atMs: number) => { picture: boolean; sound: boolean }): Tick[] {
  return Array.from({ length: 101 }, (_, index) => {
    const { picture, sound } = came(index * 100);
    const received = { frames: picture ? 1 : 0, audible: sound, packets: sound ? 5 : 0, frozenMs: 0 };
    return { atMs: index * 100, from: { ben: received }, states: "" };
  });
}
const always = ticks(() => ({ picture: true, sound: true }));
const span = { faultMs: 2_000, referenceMs: 4_000, endMs: 10_000, gapMs: 600 };

describe("the judge of a run", () => {
  it("finds nothing to recover from where all went on", () => {
    const outcome = judge([{ ticks: always, from: "ben" }], span);
    expect(outcome).toMatchObject({ isUp: true, recoverMs: 0, frozenSeconds: 0, watchedSeconds: 8 });
  });

  it("counts to the end of the last gap, of sound too, on the worse side", () => {
    const noPicture = ticks((atMs) => ({ picture: atMs < 2_000 || atMs >= 5_000, sound: true }));
    const noSound = ticks((atMs) => ({ picture: true, sound: atMs < 2_000 || atMs >= 5_700 }));
    const outcome = judge(
      [
        { ticks: noPicture, from: "ben" },
        { ticks: noSound, from: "ben" },
      ],
      span,
    );
    expect(outcome).toMatchObject({ isUp: true, recoverMs: 1_700, frozenSeconds: 1.5 });
  });

  it("takes what never came back for a failure, and a short gap for none", () => {
    const short = ticks((atMs) => ({ picture: atMs < 3_000 || atMs > 3_400, sound: true }));
    expect(judge([{ ticks: short, from: "ben" }], span)).toMatchObject({ isUp: true, recoverMs: 0 });
    const ended = ticks((atMs) => ({ picture: atMs < 8_000, sound: true }));
    expect(judge([{ ticks: ended, from: "ben" }], span)).toMatchObject({
      isUp: false,
      recoverMs: recoverLimitMs,
    });
    const silent = ticks(() => ({ picture: true, sound: false }));
    expect(judge([{ ticks: silent, from: "ben" }], span).isUp).toBe(false);
  });
});
