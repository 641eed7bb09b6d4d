import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OpenSwarm } from "../fakes/open-swarm.ts";
import { People, waiting } from "../fakes/people.ts";

const patient = { ...waiting, timeout: 25_000 };
let people: People;
beforeEach(() => {
  people = new People();
});
afterEach(() => people.close());

/** Reproducible: mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe("a room whose server cannot say who is in", () => {
  const seed = Date.now() % 2 ** 31;

  it.each([2, 4])(
    `%i people who come in the same moment have one link for each pair, with media (seed ${seed})`,
    async (count) => {
      const swarm = new OpenSwarm(seeded(seed));
      const names = ["ana", "ben", "cem", "dua"].slice(0, count);
      const all = await Promise.all(
        names.map((name) => people.join(name, { socket: swarm.socket(name), tracks: [people.video()] })),
      );
      for (const person of all) await person.saw("trackStarted", count - 1);
      await vi.waitFor(() => {
        const linked = people.connections.open.filter(({ pc }) => pc.connectionState === "connected");
        expect(linked).toHaveLength(count * (count - 1));
      }, patient);
      for (const { room, events } of all) {
        expect(room.participants.size).toBe(count - 1);
        expect(events.filter((event) => /Disconnected|econnecting/.test(event))).toEqual([]);
      }
    },
    40_000,
  );

  it("one after the other, and one who leaves is gone at once", async () => {
    const swarm = new OpenSwarm(seeded(seed));
    const join = (name: string) =>
      people.join(name, { socket: swarm.socket(name), tracks: [people.video()] });
    const [ana, ben] = [await join("ana"), await join("ben")];
    await Promise.all([ana.saw("trackStarted"), ben.saw("trackStarted")]);
    const cem = await join("cem");
    await cem.saw("trackStarted", 2);
    ben.room.disconnect();
    await Promise.all([ana.saw("participantDisconnected ben"), cem.saw("participantDisconnected ben")]);
    expect(ana.room.participants.size).toBe(1);
  }, 40_000);
});
