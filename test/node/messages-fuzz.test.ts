import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MessageWorld, type WorldPage } from "../fakes/message-world.ts";
import { seededRandom } from "./signal-world.ts";

const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);
const rounds = 60;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Sent {
  readonly from: string;
  readonly to: string | undefined;
  /** Whom the sender knew of. */
  readonly known: readonly string[];
  /** Undefined: it has not settled. */
  missed: string[] | undefined;
}

/** Disturbs the world for a while, and lets everybody send meanwhile. */
async function disturb(
  world: MessageWorld,
  sent: Sent[],
  { steps, leaving }: { steps: number; leaving?: "never" | "with a word" | "without" },
): Promise<void> {
  await vi.advanceTimersByTimeAsync(3_000); // the rolls are here
  const { random } = world;
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  for (let step = 0; step < steps; step++) {
    const page = pick(world.pages);
    const other = pick(world.others(page));
    const choice = random();
    if (choice < 0.55) {
      const to = random() < 0.3 ? other : undefined;
      const record: Sent = {
        from: page.member.identity,
        to: to?.member.identity,
        known: world.others(page).map(({ member }) => member.identity),
        missed: undefined,
      };
      const number = sent.push(record) - 1;
      void page.send(number, to?.asParticipant).then((missed) => (record.missed = missed));
    } else if (choice < 0.7) {
      if (world.isLinked(page, other)) world.cut(page, other);
      else world.link(page, other);
    } else if (choice < 0.8) {
      if (page.socket === "open") page.lose();
      else page.open();
    } else if (choice < 0.82) world.lossRate = random() * 0.5;
    else if (choice < 0.85 && leaving !== "never" && world.pages.length > 2) {
      if (leaving === "without") world.vanish(page);
      else world.leave(page);
    }
    if (random() < 0.6) await vi.advanceTimersByTimeAsync(random() * random() * 3_000);
  }
}

/** All is well again, and everything has had its time. */
async function settle(world: MessageWorld): Promise<void> {
  world.lossRate = 0;
  for (const page of world.pages) if (page.socket !== "open") page.open();
  await vi.advanceTimersByTimeAsync(200_000);
}

/** What `page` got of one sender. */
function gotFrom(page: WorldPage, from: string): unknown[] {
  return page.got.filter((got) => got.from === from).map(({ body }) => body);
}

test(`${rounds} rooms whose ways come and go: everybody gets each message once and in order (FUZZ_SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  for (let round = 0; round < rounds; round++) {
    const world = new MessageWorld(random);
    const sent: Sent[] = [];
    const names = ["ana", "ben", "cem", "dora", "eve"].slice(0, 2 + Math.floor(random() * 4));
    for (const name of names) world.join(name);
    await disturb(world, sent, { steps: 120, leaving: "never" });
    await settle(world);
    for (const page of world.pages) {
      const { identity } = page.member;
      for (const from of names) {
        if (from === identity) continue;
        const due = sent.flatMap((message, number) =>
          message.from === from && (message.to ?? identity) === identity ? number : [],
        );
        expect(gotFrom(page, from), `round ${round}: ${identity} of ${from}`).toEqual(due);
      }
      for (const { body, isPrivate } of page.got)
        expect(isPrivate).toBe(sent[Number(body)]?.to !== undefined);
    }
    for (const { missed } of sent) expect(missed, `round ${round}`).toEqual([]);
  }
});

test.each(["with a word", "without"] as const)(
  `${rounds} rooms that people leave %s: the others get everything, and it is said who did not (FUZZ_SEED=${seed})`,
  async (leaving) => {
    const random = seededRandom(seed + 1);
    let misses = 0;
    for (let round = 0; round < rounds; round++) {
      const world = new MessageWorld(random);
      const sent: Sent[] = [];
      for (const name of ["ana", "ben", "cem", "dora", "eve", "fay"]) world.join(name);
      const all = [...world.pages];
      await disturb(world, sent, { steps: 150, leaving });
      await settle(world);
      for (const page of all) {
        const { identity } = page.member;
        const stayed = world.pages.includes(page);
        for (const from of all.map(({ member }) => member.identity)) {
          const got = gotFrom(page, from).map(Number);
          const due = sent.flatMap((message, number) =>
            message.from === from && (message.to ?? identity) === identity && from !== identity ? number : [],
          );
          const context = `round ${round}: ${identity} of ${from}`;
          expect(got, context).toEqual(due.filter((number) => got.includes(number))); // once, in order, no one else's
          for (const number of due) {
            const { missed, known } = sent[number]!;
            if (leaving === "without" && !world.pages.some(({ member }) => member.identity === from))
              continue; // crashed
            expect(missed, `${context}: ${number} has not settled`).toBeDefined();
            const isTold = missed!.includes(identity);
            if (stayed && world.pages.some(({ member }) => member.identity === from))
              expect(got.includes(number), `${context}: ${number}`).toBe(true);
            if (!isTold && known.includes(identity) && !got.includes(number))
              expect.fail(`${context}: ${number} lost`);
            if (isTold) misses++;
          }
        }
      }
    }
    expect(misses).toBeGreaterThan(rounds);
  },
);

test("who comes gets nothing from before, and all from then on, linked or not", async () => {
  const world = new MessageWorld(seededRandom(1));
  const [ana, ben] = [world.join("ana"), world.join("ben")];
  const before = ana.send("before");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await before).toEqual([]);
  const cem = world.join("cem");
  const after = ana.send("after");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await after).toEqual([]);
  expect(gotFrom(ben, "ana")).toEqual(["before", "after"]);
  expect(gotFrom(cem, "ana")).toEqual(["after"]);
});

test("who is in without a link or a participant is on the roll: they send and get messages all the same", async () => {
  const world = new MessageWorld(seededRandom(1));
  const [ana, ben] = [world.join("ana"), world.join("ben", false)];
  const sent = ana.send("to the room"); // before the first roll is here
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await sent).toEqual([]);
  expect(ben.got).toEqual([{ from: "ana", body: "to the room", isPrivate: false }]);
  const back = ben.send("to you", ana.member.sid);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await back).toEqual([]);
  expect(ana.got).toEqual([{ from: "ben", body: "to you", isPrivate: true }]);
  ben.lose();
  const late = ana.send("too late");
  world.leave(ben);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await late).toEqual(["ben"]);
});

test("a message to nobody settles, one to somebody who is not in says so", async () => {
  const world = new MessageWorld(seededRandom(1));
  const ana = world.join("ana");
  const [alone, lost] = [ana.send(1), ana.send(2, `PA${"9".repeat(32)}`)];
  const refused = ana.messages.send({ text: "x" }, `PA${"9".repeat(32)}`);
  const caught = refused.catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await alone).toEqual([]);
  expect(await lost).toEqual([""]);
  expect(await caught).toMatchObject({
    code: 54045,
    reason: "MessageNotSent",
    missed: [{ sid: `PA${"9".repeat(32)}` }],
  });
});

test("what is no message is refused at once, and so is one too many", async () => {
  const world = new MessageWorld(seededRandom(1));
  const [ana] = [world.join("ana"), world.join("ben")];
  const refusal = (given: object, to?: unknown) =>
    Reflect.apply(ana.messages.send, ana.messages, [given, to]).then(
      () => "sent",
      (error: unknown) => String(error),
    );
  expect(await refusal({ text: 7 })).toMatch(/^TypeError: Expected the text/);
  expect(await refusal({ text: "x".repeat(8_193) })).toBe(
    "RangeError: A message has 8192 bytes of UTF-8 at most, this one 8193",
  );
  expect(await refusal({ text: "é".repeat(4_097) })).toMatch(/this one 8194$/);
  expect(await refusal({ command: "", body: "null" })).toMatch(/^RangeError: Expected the command/);
  expect(await refusal({ command: "x".repeat(129), body: "null" })).toMatch(/^RangeError/);
  expect(await refusal({ command: 1, body: "null" })).toMatch(/^TypeError/);
  expect(await refusal({ command: "x", body: undefined })).toMatch(/^TypeError: Expected the body/);
  expect(await refusal({ text: "hello" }, 7)).toMatch(/^TypeError: Expected `to`/);
  expect(await refusal({ text: "hello" }, {})).toMatch(/^TypeError: Expected `to`/);
  ana.lose();
  const many = Array.from({ length: 1_000 }, (_, number) => ana.send(number));
  expect(await ana.messages.send({ text: "one more" }, undefined).catch((error) => error.code)).toBe(54049);
  ana.open();
  await vi.advanceTimersByTimeAsync(100_000);
  expect((await Promise.all(many)).flat()).toEqual([]);
});

test("texts arrive as they were written, code unit by code unit", async () => {
  const world = new MessageWorld(seededRandom(1));
  const [ana, ben] = [world.join("ana"), world.join("ben")];
  world.link(ana, ben);
  const texts: unknown[] = [];
  ben.emit = (_event, text) => texts.push(text) > 0;
  const written = [
    "",
    " \n\t ",
    "👩‍👩‍👧‍👦🏳️‍🌈é",
    "abc \u202eשלום‎ مرحبا\u202c \u2066x\u2069",
    "\ud83d",
    "\ude00\ud83d",
    "\u0000\u0001\u2028\u2029\ufeff\uffff",
    '"},{"have":9}\\',
    "\u0001".repeat(8_192),
    "字".repeat(2_730),
  ];
  const all = written.map((text) => ana.messages.send({ text }, undefined));
  await vi.advanceTimersByTimeAsync(5_000);
  await Promise.all(all);
  expect(texts).toEqual(written);
});

test("a listener that throws costs nobody a message", async () => {
  const world = new MessageWorld(seededRandom(1));
  const [ana, ben] = [world.join("ana"), world.join("ben")];
  const reported: unknown[] = [];
  vi.stubGlobal("reportError", (error: unknown) => reported.push(error));
  const heard: unknown[] = [];
  ben.emit = (_event, text) => {
    heard.push(text);
    throw new Error("a listener's own");
  };
  const all = ["a", "b", "c"].map((text) => ana.messages.send({ text }, undefined));
  await vi.advanceTimersByTimeAsync(5_000);
  await Promise.all(all);
  expect(heard).toEqual(["a", "b", "c"]);
  expect(reported).toHaveLength(3);
  vi.unstubAllGlobals();
});

test("leaving settles what is on its way", async () => {
  const world = new MessageWorld(seededRandom(1));
  const [ana] = [world.join("ana"), world.join("ben")];
  await vi.advanceTimersByTimeAsync(3_000);
  ana.lose();
  const waiting = ana.send("too late");
  world.leave(ana);
  expect(await waiting).toEqual(["ben"]);
  expect(await ana.send("after the end")).toEqual([]);
});
