import { afterEach, expect, it, vi } from "vitest";
import { PeerKeys, type Progress } from "../../web/kernel/peer-keys.ts";
import { kidOfKey } from "../../web/kernel/sender-key.ts";

const sid = (index: number) => `MT${index.toString(16).padStart(32, "0")}`;
const base = () => crypto.getRandomValues(new Uint8Array(32));
const none = new Map<string, number>();
const isZero = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);

function tell(keys: PeerKeys, generation: number, starts: Map<string, number> = none): Uint8Array {
  const told = base();
  keys.take({ kid: kidOfKey(generation, 0), base: told, starts });
  return told;
}

afterEach(() => {
  vi.useRealTimers();
});

it("a peer cannot go back to an older key", () => {
  const keys = new PeerKeys(() => []);
  tell(keys, 7);
  expect(() => tell(keys, 6)).toThrow(/older key/);
});

it("a peer that tells of ever more keys is remembered 16 of them, and the older ones are wiped", () => {
  const keys = new PeerKeys(() => []);
  const told = Array.from({ length: 1_000 }, (_, index) => tell(keys, 5 * index));
  expect(told.filter((bytes) => !isZero(bytes)).length).toBe(16);
  expect(keys.keysFor(kidOfKey(0, 0), sid(1))).toBe("never");
  expect(keys.keysFor(kidOfKey(5 * 999, 3), sid(1))).toMatchObject({ kid: kidOfKey(5 * 999, 3) });
  keys.wipe();
  expect(told.every(isZero)).toBe(true);
});

it("a peer that tells of ever more tracks is refused", () => {
  const keys = new PeerKeys(() => []);
  const tellAll = () => {
    for (let index = 0; index < 2_000; index++) tell(keys, 0, new Map([[sid(index), 0]]));
  };
  expect(tellAll).toThrow(/too many tracks/);
});

it("a key is worked out for what can come, and waited for where it can still come", () => {
  const keys = new PeerKeys(() => []);
  expect(keys.keysFor(0, sid(1))).toBe("later");
  keys.take({ kid: kidOfKey(3, 2), base: base(), starts: none });
  expect(keys.keysFor(kidOfKey(3, 1), sid(1)), "from before").toBe("never");
  expect(keys.keysFor(kidOfKey(3, 15), sid(1))).toMatchObject({ kid: kidOfKey(3, 15) });
  expect(keys.keysFor(kidOfKey(4, 0), sid(1))).toBe("later");
  expect(keys.keysFor(kidOfKey(3 + 17, 0), sid(1)), "too far ahead").toBe("never");
});

it("an old key is wiped 2 s after the next, but for an ordered stream that is not there yet", () => {
  vi.useFakeTimers();
  const stream = { trackSid: sid(1), ordered: true, next: 0 };
  const lossy: Progress = { trackSid: sid(2), ordered: false, next: 0 };
  const keys = new PeerKeys(() => [stream, lossy]);
  const starts = (counter: number) => new Map([stream, lossy].map(({ trackSid }) => [trackSid, counter]));
  const first = tell(keys, 0, starts(0));
  const second = tell(keys, 1, starts(10));
  vi.advanceTimersByTime(10_000);
  expect(isZero(first)).toBe(false);
  stream.next = 10;
  vi.advanceTimersByTime(2_000);
  expect(isZero(first)).toBe(true);
  const third = tell(keys, 2, starts(10));
  vi.advanceTimersByTime(1_900);
  expect(isZero(second)).toBe(false);
  vi.advanceTimersByTime(100);
  expect([isZero(second), isZero(third)]).toEqual([true, false]);
});
