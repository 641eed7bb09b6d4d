import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Liveness } from "../../web/mesh/liveness.ts";

beforeEach(
  () =>
    void vi.useFakeTimers({
      toFake: ["setInterval", "clearInterval", "setTimeout", "clearTimeout", "performance"],
    }),
);
afterEach(() => void vi.useRealTimers());

/** A peer at the other end of a path, and what was noticed of it. */
function peer() {
  const path = { isDead: false, roundTripMs: 20, bytes: 0, bytesPerLook: 0 };
  const noticed = { pings: 0, looks: 0, heard: 0, silentAtMs: [] as number[], deadAtMs: [] as number[] };
  const liveness = new Liveness({
    ping: () => {
      noticed.pings++;
      if (!path.isDead) setTimeout(() => path.isDead || liveness.heard(true), path.roundTripMs);
    },
    receivedBytes: async () => {
      noticed.looks++;
      return (path.bytes += path.bytesPerLook);
    },
    onHeard: () => void noticed.heard++,
    onSilent: () => void noticed.silentAtMs.push(performance.now()),
    onDead: () => void noticed.deadAtMs.push(performance.now()),
  });
  liveness.start();
  return { path, noticed, liveness };
}

/** A page that does nothing else for so long: its timers come late, all at once. */
function busyForMs(ms: number): void {
  const now = performance.now() + ms;
  vi.spyOn(performance, "now").mockReturnValue(now);
  vi.advanceTimersToNextTimer();
  vi.mocked(performance.now).mockRestore();
}

describe("a peer that answers", () => {
  test("is asked twice a second, and no report is made", async () => {
    const { noticed } = peer();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(noticed.pings).toBeLessThanOrEqual(20);
    expect(noticed).toMatchObject({ looks: 0, silentAtMs: [], deadAtMs: [] });
  });

  test("is not asked while it says something by itself", async () => {
    const { noticed, liveness } = peer();
    const level = setInterval(() => liveness.heard(), 100);
    await vi.advanceTimersByTimeAsync(10_000);
    clearInterval(level);
    expect(noticed).toMatchObject({ pings: 0, looks: 0, silentAtMs: [] });
  });

  test("is not taken for silent by a page that was busy itself", async () => {
    const { noticed } = peer();
    for (let round = 0; round < 20; round++) {
      await vi.advanceTimersByTimeAsync(270);
      busyForMs(3_000);
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(noticed.silentAtMs).toEqual([]);
  });

  test("is not taken for silent while media comes and words are held up", async () => {
    const { noticed, path } = peer();
    path.isDead = true;
    path.bytesPerLook = 1_000;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(noticed).toMatchObject({ silentAtMs: [], deadAtMs: [] });
    expect(noticed.heard).toBeGreaterThan(100);
  });
});

describe("a dead path", () => {
  test.each([0, 60, 130, 199, 240])("is noticed within a second, %i ms after a tick", async (phaseMs) => {
    expect(await noticedAfterMs(phaseMs, false)).toBeLessThan(1_000);
  });

  test.each([0, 60, 130, 199, 240])(
    "a little later of who only answers, %i ms after a tick",
    async (phaseMs) => {
      expect(await noticedAfterMs(phaseMs, true)).toBeLessThan(1_250);
    },
  );

  test("is noticed to work again by what comes in, before a word does", async () => {
    const { noticed, path, liveness } = peer();
    path.isDead = true;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(noticed.heard).toBe(0);
    path.bytesPerLook = 100;
    liveness.look();
    await vi.advanceTimersByTimeAsync(30);
    expect(noticed.heard).toBe(1);
  });

  test("of 30 s ends it", async () => {
    const { noticed, path } = peer();
    path.isDead = true;
    await vi.advanceTimersByTimeAsync(29_900);
    expect(noticed.deadAtMs).toEqual([]);
    await vi.advanceTimersByTimeAsync(500);
    expect(noticed.deadAtMs.length).toBeGreaterThan(0);
  });

  test("nothing more is noticed once it is stopped", async () => {
    const { noticed, path, liveness } = peer();
    path.isDead = true;
    await vi.advanceTimersByTimeAsync(500);
    const { looks } = noticed;
    liveness.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(noticed).toMatchObject({ looks, silentAtMs: [], deadAtMs: [] });
  });
});

async function noticedAfterMs(phaseMs: number, onlyAnswers: boolean): Promise<number> {
  const { noticed, path, liveness } = peer();
  await vi.advanceTimersByTimeAsync(1_000 + phaseMs);
  liveness.heard(onlyAnswers);
  path.isDead = true;
  const diedAtMs = performance.now();
  await vi.advanceTimersByTimeAsync(1_500);
  const silentMs = noticed.silentAtMs[0]! - diedAtMs;
  expect(silentMs).toBeGreaterThanOrEqual(880);
  return silentMs;
}

describe("a peer that is late now and then", () => {
  let silent: number;
  let liveness: Liveness;

  beforeEach(() => {
    vi.useFakeTimers();
    silent = 0;
    liveness = new Liveness({
      ping: () => undefined,
      receivedBytes: () => Promise.resolve(0),
      onSilent: () => silent++,
      onHeard: () => undefined,
      onDead: () => undefined,
    });
    liveness.start();
  });
  afterEach(() => {
    liveness.stop();
    vi.useRealTimers();
  });

  /** A word of the peer's every so often. */
  async function words(everyMs: number, forMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < forMs; passedMs += everyMs) {
      await vi.advanceTimersByTimeAsync(everyMs);
      liveness.heard();
    }
  }

  test("takes a second without anything for a dead path", async () => {
    await words(100, 10_000);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(silent).toBeGreaterThan(0);
  });

  test("gives more time to who has been late before, and forgets it", async () => {
    await words(800, 8_000);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(silent, "after having been late").toBe(0);
    await words(100, 120_000);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(silent, "after two minutes without").toBeGreaterThan(0);
  });

  test("does not wait longer than that for anybody", async () => {
    await words(800, 8_000);
    await vi.advanceTimersByTimeAsync(3_500);
    expect(silent).toBeGreaterThan(0);
  });
});
