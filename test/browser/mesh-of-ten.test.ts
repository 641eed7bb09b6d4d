import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { collectGarbage } from "../fakes/collect-garbage.ts";
import { LocalDataTrack } from "../../web/room/local-data-track.ts";
import { People, type Person } from "../fakes/people.ts";
import { seededRandom } from "../node/signal-world.ts";

/** Ten people in one page, without pictures: what ten pages do, at the cost of one. */
const seats = 10;
const rounds = 10;
const seed = Number(import.meta.env["ROUNDS_SEED"] ?? Date.now() % 2 ** 31);
const patient = { timeout: 30_000, interval: 20 };

interface Guest {
  person: Person;
  chat: LocalDataTrack;
}

let people: People;
let present: Guest[];
let names = 0;

beforeEach(() => {
  people = new People();
  present = [];
});
afterEach(() => people.close());

async function arrive(identity = `person ${++names}`): Promise<void> {
  const chat = new LocalDataTrack({ name: "chat" });
  present.push({ person: await people.join(identity, { tracks: [chat] }), chat });
}

function takeOut(guest: Guest): void {
  present = present.filter((other) => other !== guest);
}

function leave(guest: Guest): void {
  takeOut(guest);
  guest.person.room.disconnect();
}

/** The page is gone: its connections are dead, nobody is told goodbye, the server sees the socket close. */
function crash(guest: Guest): void {
  takeOut(guest);
  const { identity, mesh, socket } = guest.person;
  for (const { owner, pc } of people.connections.open) if (owner === identity) pc.close();
  mesh.close();
  socket.cut();
}

/** Everybody knows everybody and nobody else, has one connection to each, and hears what each says, once. */
async function expectComplete(text: string): Promise<void> {
  const everybody = present.map(({ person }) => person.identity).toSorted();
  await vi.waitFor(() => {
    for (const { person } of present) {
      const others = [...person.room.participants.values()].map(({ identity }) => identity);
      expect([...others, person.identity].toSorted()).toEqual(everybody);
    }
    const links = people.connections.open.filter(({ pc }) => pc.connectionState === "connected");
    expect(links).toHaveLength(present.length * (present.length - 1));
    expect(people.connections.open).toHaveLength(links.length);
  }, patient);
  const before = present.map(({ person }) => person.messages.length);
  await Promise.all(present.map(({ person, chat }) => chat.send(`${text} ${person.identity}`)));
  for (const [index, { person }] of present.entries()) {
    const wanted = everybody
      .filter((identity) => identity !== person.identity)
      .map((identity) => `${text} ${identity}`);
    await vi.waitFor(() => expect(person.messages.slice(before[index]).toSorted()).toEqual(wanted), patient);
  }
  const [roster, ...others] = present.map(({ person: { room } }) =>
    [room.localParticipant.sid, ...room.participants.keys()].toSorted(),
  );
  for (const other of others) expect(other).toEqual(roster);
}

it(`ten form 45 links, and are complete again after each of ${rounds} rounds of leaving, crashing and joining (ROUNDS_SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  for (let seat = 0; seat < seats; seat++) await arrive();
  await expectComplete("hello from");
  await expect(people.join("one more")).rejects.toMatchObject({ code: 53105 });

  const story: string[] = [];
  for (let round = 1; round <= rounds; round++) {
    const going = new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, () => pick(present)));
    for (const guest of going) {
      const crashes = random() < 0.5;
      story.push(`${round}: ${guest.person.identity} ${crashes ? "crashes" : "leaves"}`);
      (crashes ? crash : leave)(guest);
    }
    for (const { person } of going) {
      // some come back under their own name, before the room knows that they were gone
      const identity = random() < 0.5 ? person.identity : undefined;
      story.push(`${round}: ${identity ?? "somebody new"} joins`);
      await arrive(identity);
    }
    await expectComplete(`round ${round},`).catch((error: unknown) => {
      throw new Error(story.join("\n"), { cause: error });
    });
    people.connections.forgetClosed();
    await collectGarbage();
  }
  expect(present).toHaveLength(seats);
}, 180_000);
