import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listRooms, roomExists, type CreatedRoom, type ListedRoom } from "../../web/rooms.ts";
import { CallHarness } from "./harness/call-harness.ts";
import { Person } from "./harness/person.ts";

declare global {
  interface Window {
    rooms: typeof import("../../web/rooms.ts");
  }
}

/** A lobby: pages that list rooms, make one, join it and end it, with no server but the signal-worker. */
describe("rooms from a page", () => {
  let harness: CallHarness;
  let ana: Person;
  let ben: Person;
  let made: CreatedRoom;

  beforeAll(async () => {
    harness = await CallHarness.start({ ROOM_TYPE: "peer-to-peer" });
    ana = await Person.open(harness, "ana");
    ben = await Person.open(harness, "ben", { voice: "fr" });
    for (const { page } of [ana, ben])
      await page.evaluate("import('/rooms.js').then((rooms) => { window.rooms = rooms; })");
  });
  afterAll(() => harness?.close());

  /** What a page's lobby shows. */
  const lobbyOf = ({ page }: Person): Promise<ListedRoom[]> =>
    page.evaluate(
      async (server) => (await window.rooms.listRooms({ server })).rooms,
      harness.signalWorker.url,
    );

  const codeOf = (person: Person, secret: string): Promise<number> =>
    person.page.evaluate(
      ({ server, room, secret }) =>
        window.rooms
          .roomManagement(room, secret, { server })
          .end()
          .then(
            () => 0,
            (error: unknown) => (error instanceof window.rooms.MeshcallError ? error.code : -1),
          ),
      { server: harness.signalWorker.url, room: made.room, secret },
    );

  test("one that is made is in everybody's list, and what is not listed in nobody's", async () => {
    expect(await lobbyOf(ben)).toEqual([]);
    made = await ana.page.evaluate(async (server) => {
      await window.rooms.createRoom({ server, room: "back room", description: "not for the list" });
      return window.rooms.createRoom({
        server,
        isListed: true,
        description: "Standup",
        roomInfo: JSON.stringify({ floor: 3 }),
      });
    }, harness.signalWorker.url);
    expect(await lobbyOf(ben)).toMatchObject([
      { room: made.room, description: "Standup", roomInfo: '{"floor":3}', publishers: 0 },
    ]);
  });

  test("it is joined as any other, and the list counts who is in", async () => {
    await ana.join(made.room);
    await ben.join(made.room);
    await Promise.all([ana.sees("ben"), ben.sees("ana")]);
    await expect.poll(() => lobbyOf(ana)).toMatchObject([{ publishers: 2, attendees: 0 }]);
    const names = await ben.page.evaluate(
      async ({ server, room }) => {
        const participants = await window.rooms.listParticipants(room, { server });
        return participants.map(({ name, identity }) => [name, identity ?? null]);
      },
      { server: harness.signalWorker.url, room: made.room },
    );
    expect(names.toSorted()).toEqual([
      ["ana", null],
      ["ben", null],
    ]);
  });

  test("a server reads the list too, to render a lobby", async () => {
    const { rooms, next } = await listRooms({ server: harness.signalWorker.url, count: 5 });
    expect(rooms.map(({ room }) => room)).toEqual([made.room]);
    expect(next).toBeNull();
    expect(await roomExists("nowhere", { server: harness.signalWorker.url })).toBe(false);
  });

  test("its secret runs it from outside: an edit, and its end, which everybody hears", async () => {
    expect(await codeOf(ben, "a guess")).toBe(53106);
    expect(await lobbyOf(ben)).toHaveLength(1);
    await ana.page.evaluate(
      async ({ server, room, secret }) =>
        window.rooms.roomManagement(room, secret, { server }).edit({ description: "Standup, late" }),
      { server: harness.signalWorker.url, ...made },
    );
    expect(await lobbyOf(ben)).toMatchObject([{ description: "Standup, late" }]);
    expect(await codeOf(ana, made.secret)).toBe(0);
    await Promise.all([ana.saw("disconnected", "53118"), ben.saw("disconnected", "53118")]);
    expect(await lobbyOf(ben)).toEqual([]);
    const exists = await ben.page.evaluate(
      ({ server, room, secret }) => window.rooms.roomExists(room, { server, secret }),
      { server: harness.signalWorker.url, ...made },
    );
    expect(exists).toBe(false);
  });
});
