import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { HubSocket } from "../fakes/signaling-hub.ts";
import { People, waiting, type Person } from "../fakes/people.ts";

const names = ["ana", "ben", "cem", "dua", "eli"];
const patient = { ...waiting, timeout: 25_000 };
let people: People;
/** Who is to be told nothing of whose next offer: `to from`. */
let losing: Set<string>;

beforeEach(() => {
  people = new People();
  losing = new Set();
  const { hub } = people;
  const before = hub.onDeliver;
  hub.onDeliver = (to, fact) =>
    !(fact.fact === "offered" && losing.delete(`${to} ${fact.from.identity}`)) && before(to, fact);
});
afterEach(() => people.close());

/** Settles when all five know of each other. */
async function five(): Promise<{ all: Person[]; chats: LocalDataTrack[] }> {
  const all: Person[] = [];
  const chats = names.map(() => new LocalDataTrack({ name: "chat" }));
  for (const [index, name] of names.entries()) all.push(await people.join(name, { tracks: [chats[index]!] }));
  await vi.waitFor(() => {
    for (const { room } of all) expect(room.participants.size).toBe(4);
  }, patient);
  return { all, chats };
}

/** Everybody says one thing, and everybody else hears it once. */
async function expectAllHear(all: Person[], chats: LocalDataTrack[], text: string): Promise<void> {
  const before = all.map(({ messages }) => messages.length);
  await Promise.all(chats.map((chat, index) => chat.send(`${text} ${all[index]!.identity}`)));
  for (const [index, person] of all.entries()) {
    const others = all.filter((other) => other !== person).map(({ identity }) => `${text} ${identity}`);
    await vi.waitFor(
      () => expect(person.messages.slice(before[index]).toSorted()).toEqual(others.toSorted()),
      patient,
    );
  }
}

describe("a mesh of five", () => {
  it("has one link for each pair, and each newcomer announces once", async () => {
    const announce = vi.spyOn(HubSocket.prototype, "announce");
    const { all, chats } = await five();
    await expectAllHear(all, chats, "hello from");
    expect(announce.mock.calls.map(([offers]) => offers.length)).toEqual([1, 2, 3, 4]);
    announce.mockRestore();
    expect(people.connections.all).toHaveLength(20);
  });

  it("dials a broken pair again, and no other", async () => {
    const { all, chats } = await five();
    await expectAllHear(all, chats, "hello from");
    const before = new Set(people.connections.open);
    const [broken] = people.connections.open.filter(({ owner }) => owner === "dua");
    broken!.pc.close();
    await vi.waitFor(() => {
      const made = people.connections.open.filter((connection) => !before.has(connection));
      expect(made).toHaveLength(2);
      expect(people.connections.open).toHaveLength(20);
      for (const { channels } of made) expect(channels.get("control")?.readyState).toBe("open");
    }, patient);
    await expectAllHear(all, chats, "still here");
    expect(people.connections.all).toHaveLength(22);
    for (const { events } of all)
      expect(events.filter((event) => event.startsWith("participantDisconnected"))).toEqual([]);
  }, 40_000);

  it("makes an offer that was lost on the way again, to the one who missed it", async () => {
    losing.add("ben eli");
    const { all, chats } = await five();
    await expectAllHear(all, chats, "hello from");
    expect(losing.size).toBe(0);
    expect(people.connections.all).toHaveLength(21); // Eli's unanswered one on top
  }, 40_000);

  it("makes an offer again that the browser could not make", async () => {
    const Real = RTCPeerConnection;
    const before = await Promise.all(names.slice(0, 2).map((name) => people.join(name)));
    let failing = 1;
    vi.stubGlobal(
      "RTCPeerConnection",
      class extends Real {
        constructor(config?: RTCConfiguration) {
          if (failing-- > 0) throw new DOMException("Cannot create so many PeerConnections", "UnknownError");
          super(config);
        }
      },
    );
    const warning = vi.spyOn(console, "warn").mockReturnValue();
    const third = await people.join("cem");
    for (const person of before) await person.saw("participantConnected cem");
    await vi.waitFor(
      () =>
        expect(
          people.connections.open.filter(({ channels }) => channels.get("control")?.readyState === "open"),
        ).toHaveLength(6),
      patient,
    );
    expect(warning).toHaveBeenCalled();
    warning.mockRestore();
    expect(third.room.participants.size).toBe(2);
  }, 40_000);

  it("closes what it has of somebody who leaves while the offer to them is out", async () => {
    losing.add("ana cem");
    const [ana] = [await people.join("ana"), await people.join("ben")];
    const cem = await people.join("cem");
    await vi.waitFor(() => expect(losing.size).toBe(0), waiting);
    ana.room.disconnect();
    await cem.saw("participantDisconnected ana");
    await vi.waitFor(() => expect(people.connections.open).toHaveLength(2), patient);
  });
});
