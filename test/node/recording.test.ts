import { describe, expect, test } from "vitest";
import { CommonClock } from "../../web/recording/common-clock.ts";
import type { RecordingSheet } from "../../web/recording/log-info.ts";
import { manifestOf } from "../../web/recording/manifest.ts";
import { mixLayout } from "../../web/recording/mix-layout.ts";
import {
  jsonRecord,
  logHead,
  readJson,
  readRecords,
  recordTypes,
  writeRecord,
} from "../../web/recording/packet-log.ts";
import { parseRecordingMessage } from "../../web/recording/recording-message.ts";
import { Timeline } from "../../web/recording/timeline.ts";

const id = "00000000-0000-4000-8000-000000000001";

/** mulberry32 */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function lengthsIn(log: Blob): Promise<number[]> {
  const lengths: number[] = [];
  for await (const { data } of readRecords(log)) lengths.push(data.length);
  return lengths;
}

describe("the log of packets", () => {
  const packets = [0, 1, 700, 70_000, 5_000_000, 12].map((bytes, index) =>
    writeRecord({ type: recordTypes.video, atMs: index * 40, data: new Uint8Array(bytes).fill(0xa5) }),
  );
  const whole = new Blob([logHead(), ...packets]);

  test("is read as it was written, also where a packet is larger than what is read at once", async () => {
    expect(await lengthsIn(whole)).toEqual([0, 1, 700, 70_000, 5_000_000, 12]);
  });

  test("cut off anywhere, all whole packets before that are there", async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    console.info(`seed ${seed}`);
    const random = randomOf(seed);
    const ends = packets.reduce<number[]>((all, { length }) => [...all, (all.at(-1) ?? 4) + length], []);
    for (let round = 0; round < 100; round++) {
      const at = Math.floor(random() * whole.size);
      const expected = ends.filter((end) => end <= at).length;
      expect((await lengthsIn(whole.slice(0, at))).length, `cut at ${at}`).toBe(expected);
    }
  });

  test("what follows a spoilt packet is not believed, and nothing throws", async () => {
    const bytes = new Uint8Array(await whole.arrayBuffer());
    bytes[4 + packets[0]!.length + packets[1]!.length - 1] = 0;
    expect(await lengthsIn(new Blob([bytes]))).toEqual([0]);
    expect(await lengthsIn(new Blob(["no log at all"]))).toEqual([]);
    expect(await lengthsIn(new Blob([]))).toEqual([]);
    const cut = writeRecord({ type: recordTypes.info, atMs: 0, data: new TextEncoder().encode('{"kind":') });
    for await (const record of readRecords(new Blob([logHead(), cut])))
      expect(readJson(record)).toBeUndefined();
  });

  test("its notes are JSON", async () => {
    const log = new Blob([logHead(), jsonRecord(recordTypes.event, 5, { what: "gap" })]);
    for await (const record of readRecords(log)) expect(readJson(record)).toEqual({ what: "gap" });
  });
});

test("two clocks are put together within half of the fastest round trip", () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.info(`seed ${seed}`);
  const random = randomOf(seed);
  const clock = new CommonClock();
  const offsetMs = 123_456;
  expect(clock.measure).toBeUndefined();
  for (let round = 0; round < 20; round++) {
    const sentMs = round * 300;
    const [there, back] = [2 + random() * 80, 2 + random() * 80];
    clock.add(sentMs, sentMs + there + offsetMs, sentMs + there + back);
  }
  const { offsetMs: found, uncertaintyMs } = clock.measure!;
  expect(Math.abs(found - offsetMs)).toBeLessThanOrEqual(uncertaintyMs);
  expect(uncertaintyMs).toBeLessThan(60);
});

test("what arrives now sooner, now later stands where it was made; a clock that begins anew is followed", () => {
  const random = randomOf(7);
  const timeline = new Timeline();
  const places: number[] = [];
  for (let at = 0; at < 60_000; at += 33)
    places.push(timeline.place(at * 1.0001, 5_000 + at + random() * 30) - at - 5_000);
  const later = places.slice(300);
  expect(Math.max(...later) - Math.min(...later)).toBeLessThan(10);
  const after = timeline.place(0, 100_000);
  expect(after).toBe(100_000);
});

test("a first piece that is told as newer than the next ones moves nothing", () => {
  const timeline = new Timeline();
  // as seen in Chromium 156, ms: 412, 93, 105
  expect(timeline.place(412, 1_738)).toBe(1_738);
  for (let at = 93; at < 5_000; at += 10)
    expect(Math.abs(timeline.place(at, 1_650 + at) - 1_650 - at)).toBeLessThan(5);
});

test("what a busy machine holds up for seconds stands where it was made, as does all that follows", () => {
  const timeline = new Timeline();
  const placeOf = (atMs: number, heldUntilMs: number): number =>
    timeline.place(atMs, 5_000 + Math.max(atMs + 20, heldUntilMs)) - 5_020;
  for (let at = 0; at < 20_000; at += 10)
    expect(Math.abs(placeOf(at, at > 3_000 && at < 9_000 ? 9_000 : 0) - at)).toBeLessThan(10);
  // who is late for good has another clock
  for (let at = 20_000; at < 40_000; at += 10) placeOf(at, at + 4_000);
  expect(placeOf(40_000, 44_000) - 40_000).toBeCloseTo(3_980, -1);
});

test("nobody in the mixed picture covers anybody, and a screen has most of it", () => {
  for (let count = 1; count <= 11; count++) {
    for (const screens of [[], [0], [count - 1]]) {
      const kinds = Array.from({ length: count }, (_, index) => screens.includes(index));
      const places = mixLayout(kinds, 1_280, 720);
      expect(places).toHaveLength(count);
      for (const [index, one] of places.entries()) {
        expect(one.x >= 0 && one.y >= 0 && one.x + one.width <= 1_280 && one.y + one.height <= 720).toBe(
          true,
        );
        expect(one.width).toBeGreaterThan(50);
        for (const other of places.slice(index + 1)) {
          const apart =
            one.x + one.width <= other.x ||
            other.x + other.width <= one.x ||
            one.y + one.height <= other.y ||
            other.y + other.height <= one.y;
          expect(apart, JSON.stringify([count, screens, one, other])).toBe(true);
        }
      }
      const screen = places[screens[0] ?? -1];
      if (screen !== undefined) expect(screen.width).toBeGreaterThan(900);
    }
  }
});

describe("messages about recordings", () => {
  const file = {
    do: "file",
    id,
    fileId: "0".repeat(32),
    kind: "own",
    of: 1,
    startedAtMs: 1,
    uncertaintyMs: 1,
    durationMs: 1,
    gaps: [],
  };

  test("those that are lawful are read", () => {
    const record = { do: "record", id, sinceMs: 0, asks: true, collects: false };
    expect(parseRecordingMessage(record)).toEqual(record);
    expect(parseRecordingMessage(file)).toEqual(file);
  });

  test.each([
    undefined,
    null,
    "record",
    { do: "record", id: "../../x", sinceMs: 0, asks: true, collects: true },
    { do: "record", id, sinceMs: -1, asks: true, collects: true },
    { do: "record", id, sinceMs: 0, asks: "yes", collects: true },
    { do: "erase", id },
    { ...file, of: 0 },
    { ...file, fileId: "../own.log" },
    { ...file, startedAtMs: Infinity },
    { ...file, gaps: Array.from({ length: 101 }, () => ({ atMs: 0, what: "gap" })) },
  ])("%j is none", (body) => {
    expect(parseRecordingMessage(body)).toBeUndefined();
  });
});

test("the manifest says when each file begins, and why somebody has none", () => {
  const person = (sid: string, answer: "agreed" | "refused" | "asked") => ({
    sid,
    identity: sid,
    name: sid,
    answer,
  });
  const sheet: RecordingSheet = {
    version: 1,
    id,
    room: "standup",
    role: "recorder",
    startedAtMs: 1_000,
    endedAtMs: null,
    by: { identity: "ana", name: "Ana" },
    self: { sid: "PA1", identity: "ana", name: "Ana" },
    people: [
      person("bea", "agreed"),
      person("cem", "refused"),
      person("dan", "asked"),
      person("eva", "agreed"),
    ],
    collects: true,
    collected: [],
    clock: null,
  };
  const made = { gaps: [], hasVideo: true, durationMs: 60_000 };
  const manifest = manifestOf(
    sheet,
    [
      { ...made, file: "mix.webm", kind: "mix", startedAtMs: 1_000 },
      { ...made, file: "Ana own.webm", kind: "own", startedAtMs: 1_012 },
    ],
    [
      {
        sid: "bea",
        file: "bea 1 own.webm",
        kind: "own",
        startMs: 250.04,
        uncertaintyMs: 2,
        durationMs: 70_000,
        gaps: [],
      },
    ],
    "composed.webm",
  );
  expect(manifest.mix?.startMs).toBe(0);
  expect(manifest.wasCutOff).toBe(true);
  expect(manifest.durationMs).toBe(70_250);
  const [ana, bea, cem, dan, eva] = manifest.participants;
  expect(ana?.files[0]?.startMs).toBe(12);
  expect(bea).toMatchObject({ consent: "agreed", files: [{ startMs: 250, uncertaintyMs: 2 }] });
  expect([cem?.missing, dan?.missing, eva?.missing]).toEqual(["refused", "not-answered", "not-received"]);
});
