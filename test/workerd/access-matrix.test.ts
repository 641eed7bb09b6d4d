import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actNames, type Act, type ActName } from "#protocol/act";
import accessDoc from "../../docs/access.md?raw";
import { actTable } from "../fakes/access-table.ts";
import { AccessRoom, isDone, listed, sidOf } from "./access-room.ts";
import { byAccount, byNoAccount, byOtherAccount, bySecret, bySocket, fromTheDoor } from "./access-ways.ts";
import type { Outcome } from "./access-ways.ts";
import * as page from "./page.ts";

/** "Who may do what" of docs/access.md, cell by cell, at real rooms. The peers' channel is in test/browser. */

const table = actTable(accessDoc);

/** How each column asks, and whom acts about oneself are about. */
const columns: Readonly<
  Record<
    string,
    { ask: (room: AccessRoom, wanted: Act) => Promise<Outcome>; self?: (room: AccessRoom) => page.Page }
  >
> = {
  stranger: { ask: (room, wanted) => bySecret(room, wanted, "a guess") },
  knocking: { ask: fromTheDoor },
  attendee: { ask: (room, wanted) => bySocket(room.attendee, wanted), self: (room) => room.attendee },
  publisher: { ask: (room, wanted) => bySocket(room.publisher, wanted), self: (room) => room.publisher },
  host: { ask: (room, wanted) => bySocket(room.host, wanted), self: (room) => room.host },
  "room's secret": { ask: bySecret },
  account: { ask: byAccount },
  "other account": { ask: byOtherAccount },
};

/** These are about whoever asks, without saying so. */
const ofOneself: readonly ActName[] = ["publish", "rename", "talk", "claimHost"];

test("the table has a row for every act, and every row is an act", () => {
  expect([...table.keys()].toSorted()).toEqual([...actNames].toSorted());
});

test("the table has the columns that are tried here", () => {
  for (const [name, row] of table) expect(Object.keys(row), name).toEqual(Object.keys(columns));
});

describe.each(Object.entries(columns))("%s:", (who, { ask, self }) => {
  /** In which nothing is done: all that is refused is tried there. */
  let unchanged: AccessRoom;
  const knowsSecret = (name: ActName) => who === "room's secret" || name === "claimHost";
  const whom = (room: AccessRoom) => sidOf(self?.(room) ?? room.target);

  async function allows(name: ActName, about: (room: AccessRoom) => string): Promise<void> {
    const room = await AccessRoom.open(knowsSecret(name));
    const before = await room.seen();
    const said = await ask(room, room.wanted(name, about(room)));
    expect(said.code).toBeUndefined();
    const list = listed[name];
    if (list === undefined) expect(isDone(name, await room.seen(), about(room))).toBe(true);
    else {
      expect(said[list]).not.toHaveLength(0);
      expect(await room.seen()).toEqual(before);
    }
    await room.close();
  }

  async function refuses(name: ActName, code: number, about: string): Promise<void> {
    const before = await unchanged.seen();
    const said = await ask(unchanged, unchanged.wanted(name, about));
    expect(said).toMatchObject({ code });
    for (const list of Object.values(listed)) expect(said).not.toHaveProperty(list);
    // whoever speaks from the door loses their own place there, and nothing else changes
    const knocks = who === "knocking" ? [] : before.knocks;
    expect(await unchanged.seen()).toEqual({ ...before, knocks });
    if (who === "knocking") await unchanged.knockAnew();
  }

  beforeAll(async () => {
    unchanged = await AccessRoom.open(true);
  });
  afterAll(() => unchanged?.close());

  test.each(actNames)("%s", async (name) => {
    const cell = table.get(name)?.[who];
    const isOfOneself = ofOneself.includes(name);
    if (cell === "yes") await allows(name, (room) => sidOf(room.target));
    else if (cell === "oneself") {
      if (!isOfOneself) await refuses(name, 54037, sidOf(unchanged.target));
      await allows(name, whom);
    } else {
      expect(cell).toMatch(/^\d{4,5}$/);
      await refuses(name, Number(cell), isOfOneself ? whom(unchanged) : sidOf(unchanged.target));
    }
  });
});

describe("a stranger has no other way in:", () => {
  test("REST with a wrong key is 20003, whatever is asked; a socket without a token is closed", async () => {
    const room = await AccessRoom.open(true);
    const before = await room.seen();
    for (const name of actNames) {
      const wanted = room.wanted(name, sidOf(room.target));
      expect(await byNoAccount(room, wanted), name).toMatchObject({ code: 20003 });
    }
    const { code, reason } = await (await page.open("no-token", { room: room.name })).closed;
    expect({ code, reason }).toEqual({ code: 4000, reason: expect.stringMatching(/^20101 /) });
    expect(await room.seen()).toEqual(before);
  });

  test("a room without a secret, and one that is not there, answer like each other", async () => {
    const room = await AccessRoom.open(false);
    const wanted = room.wanted("lock", "");
    expect(await bySecret(room, wanted)).toEqual(
      await bySecret(Object.assign(Object.create(room), { name: page.newRoom() }), wanted),
    );
  });
});
