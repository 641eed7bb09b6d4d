import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { AudioLevel } from "../../web/room/audio-level-feed.ts";
import { People, type Person } from "../fakes/people.ts";

let people: People;
beforeEach(() => void (people = new People()));
afterEach(() => people.close());

const silence: AudioLevel = { levelDbov: -80, speaking: false };
const voice: AudioLevel = { levelDbov: -20, speaking: true };

/** @returns which of these levels of Ana's, told ten times a second, Ben hears of, where so many are in the room */
async function heard(levels: readonly AudioLevel[], size: number): Promise<number[]> {
  const all: Person[] = [];
  for (let index = 0; index < size; index++) all.push(await people.join(`guest ${index}`));
  const [ana, ben] = all;
  if (ana === undefined || ben === undefined) throw new Error("too few");
  await vi.waitFor(() => expect(ana.room.participants.size).toBe(size - 1), { timeout: 15_000 });
  const came: number[] = [];
  ben.other("guest 0").audioLevel.subscribe(({ levelDbov }) => came.push(levelDbov));
  // what counts begins after a voice that Ben has heard
  await vi.waitFor(
    () => {
      ana.mesh.setLevel(voice);
      expect(came.length).toBeGreaterThan(0);
    },
    { timeout: 15_000 },
  );
  const last = -1;
  for (const [index, { speaking }] of levels.entries())
    ana.mesh.setLevel({ levelDbov: -30 - index, speaking });
  ana.mesh.setLevel({ levelDbov: last, speaking: true });
  await vi.waitFor(() => expect(came.at(-1)).toBe(last), { timeout: 15_000 });
  return came.filter((levelDbov) => levelDbov <= -30).map((levelDbov) => -30 - levelDbov);
}

it("each level is told in a small room", async () => {
  expect(await heard(Array(6).fill(silence), 3)).toEqual([0, 1, 2, 3, 4, 5]);
});

it("a crowd is told of silence every 400 ms, of a voice always, and at once when it begins and ends", async () => {
  const levels = [...Array(6).fill(silence), voice, voice, ...Array(5).fill(silence)];
  expect(await heard(levels, 6)).toEqual([0, 4, 6, 7, 8, 12]);
}, 60_000);
