import { expect, test } from "vitest";
import { ChatWorld, type ChatPage } from "../fakes/chat-world.ts";
import { seededRandom } from "./signal-world.ts";

const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);

function world(): ChatWorld {
  return new ChatWorld(seededRandom(seed));
}

async function pair(): Promise<[ChatWorld, ChatPage, ChatPage]> {
  const all = world();
  const ana = all.join("Ana");
  const ben = all.join("Ben");
  await all.pass(3_000);
  return [all, ana, ben];
}

test("what one writes the others read, with who has written it", async () => {
  const [all, ana, ben] = await pair();
  ana.chat.send("hello");
  expect(ana.chat.entries).toMatchObject([{ text: "hello", from: undefined, state: "sending" }]);
  await all.pass(1_000);
  expect(ana.chat.entries).toMatchObject([{ text: "hello", from: undefined, state: "sent" }]);
  expect(ben.chat.entries).toMatchObject([{ text: "hello", from: "Ana", sid: ana.sid, isLate: false }]);
  expect(ben.chat.unread).toBe(1);
  ben.chat.read();
  expect(ben.chat.unread).toBe(0);
});

test("who comes later gets what was said, by whoever is still there, and whose word it is", async () => {
  const [all, ana, ben] = await pair();
  ana.chat.send("one");
  await all.pass(500);
  ben.chat.send("two");
  await all.pass(500);
  all.leave(ana);
  await all.pass(2_000);
  const cem = all.join("Cem");
  const told: string[] = [];
  cem.chat.subscribe((added) => added && told.push(added.text));
  await all.pass(8_000);
  expect(cem.chat.entries).toMatchObject([
    { text: "one", from: "Ana", toldBy: "Ben", isLate: true },
    { text: "two", from: "Ben", toldBy: undefined, isLate: true },
  ]);
  expect(told).toEqual([]);
  expect(cem.chat.unread).toBe(2);
});

test("who comes late, and writes, has what was said before the one who knew it leaves", async () => {
  for (let round = 0; round < 20; round++) {
    const [all, ana, ben] = await pair();
    ana.chat.send("one");
    await all.pass(500);
    all.leave(ben);
    await all.pass(1_000);
    const cem = all.join("Cem");
    cem.chat.send("hello");
    await all.pass(800); // longer than any of it takes in this world
    all.leave(ana);
    await all.pass(1_000);
    expect(cem.texts).toEqual(["one", "hello"]);
  }
});

test("an answer stands after what it answers, whatever the clocks say", async () => {
  const all = world();
  const ana = all.join("Ana");
  const ben = all.join("Ben", { clockMs: -86_400_000 });
  const cem = all.join("Cem", { clockMs: 90_000 });
  await all.pass(5_000);
  for (const [page, text] of [
    [cem, "first"],
    [ana, "second"],
    [ben, "third"],
  ] as const) {
    page.chat.send(text);
    await all.pass(1_000);
  }
  for (const page of all.pages) expect(page.texts).toEqual(["first", "second", "third"]);
  const [first] = ben.chat.entries;
  expect(Math.abs(first!.atMs - (all.nowMs - 86_400_000))).toBeLessThan(10_000); // by the device's own clock
});

test("what is written while the network is gone is there once when it is back", async () => {
  const [all, ana, ben] = await pair();
  ana.chat.send("before");
  await all.pass(1_000);
  all.cut(ana, ben);
  ana.state = "reconnecting";
  ana.chat.send("meanwhile");
  ben.chat.send("from the other end");
  await all.pass(20_000);
  expect(ana.chat.entries.at(-1)?.state ?? "").toMatch(/sending|sent/);
  expect(ana.chat.entries.find(({ text }) => text === "meanwhile")?.state).toBe("sending");
  expect(ben.texts).not.toContain("meanwhile");
  ana.state = "connected";
  all.mend(ana, ben);
  ana.emit("reconnected");
  await all.pass(10_000);
  expect(ana.chat.entries.map(({ state }) => state)).toEqual(["sent", "sent", "sent"]);
  expect(ben.texts).toEqual(ana.texts);
  expect(ben.texts.toSorted()).toEqual(["before", "from the other end", "meanwhile"]);
});

test("one who does not answer is not waited for: another is asked", async () => {
  const all = world();
  const pages = ["Ana", "Ben", "Cem"].map((name) => all.join(name));
  await all.pass(2_000);
  for (let n = 0; n < 30; n++) pages[n % 3]!.chat.send(`${n}`);
  await all.pass(3_000);
  const dora = all.join("Dora");
  let asks = 0;
  const message = all.message.bind(all);
  all.message = (from, command, body, to) => {
    // the first one who is asked has lost their tongue
    if (from === dora && (body as { is: string }).is === "ask" && ++asks === 1) return;
    message(from, command, body, to);
  };
  await all.pass(12_000);
  expect(asks).toBeGreaterThan(1);
  expect(dora.texts).toEqual(pages[0]!.texts);
  expect(dora.texts).toHaveLength(30);
});

test("between two: nobody else hears of it, it is sealed, and both see it in the same place", async () => {
  const [all, ana, ben] = await pair();
  const cem = all.join("Cem");
  await all.pass(3_000);
  ana.chat.send("for all");
  await all.pass(500);
  ana.chat.send("for you alone", { to: ben });
  await all.pass(2_000);
  ben.chat.send("thanks", { to: ana });
  await all.pass(2_000);
  cem.chat.send("and you?");
  await all.pass(2_000);
  expect(cem.texts).toEqual(["for all", "and you?"]);
  for (const page of [ana, ben])
    expect(page.texts).toEqual(["for all", "for you alone", "thanks", "and you?"]);
  expect(ben.chat.entries[1]).toMatchObject({ from: "Ana", privateWith: "Ana", state: "sent" });
  expect(ana.chat.entries[1]).toMatchObject({ from: undefined, privateWith: "Ben", state: "sent" });
  expect(JSON.stringify([all.said, all.told])).not.toContain("for you alone");
  const dora = all.join("Dora");
  await all.pass(8_000);
  expect(dora.texts).toEqual(["for all", "and you?"]);
});

test("attendees write into the same order, and get what was said", async () => {
  const [all, ana, ben] = await pair();
  ana.chat.send("welcome");
  await all.pass(1_000);
  const eve = all.join("Eve", { role: "attendee" });
  const fay = all.join("Fay", { role: "attendee" });
  await all.pass(8_000);
  expect(eve.texts).toEqual(["welcome"]);
  eve.chat.send("a question");
  await all.pass(1_000);
  ben.chat.send("an answer");
  await all.pass(3_000);
  for (const page of [ana, ben, eve, fay]) expect(page.texts).toEqual(["welcome", "a question", "an answer"]);
  expect(ben.chat.entries[1]).toMatchObject({ from: "Eve", toldBy: undefined });
});

test("a page that cannot seal says so, and nothing is sent in the clear", async () => {
  const all = world();
  const ana = all.join("Ana", { seals: false });
  const ben = all.join("Ben");
  await all.pass(2_000);
  ana.chat.send("hello");
  ben.chat.send("psst", { to: ana });
  await all.pass(20_000);
  expect(ana.chat.entries[0]).toMatchObject({ text: "hello", state: "unsealed" });
  expect(ben.chat.entries[0]).toMatchObject({ text: "psst", state: "unsealed" });
  expect(JSON.stringify([all.said, all.told])).not.toMatch(/hello|psst/);
});

test("typing is told once in 5 s, to those who are there, and is over when the text is", async () => {
  const all = world();
  const ana = all.join("Ana");
  await all.pass(1_000);
  ana.chat.typing();
  const notices = () => all.said.filter(({ text }) => text.includes('"typing"')).length;
  expect(notices()).toBe(0);
  const ben = all.join("Ben");
  await all.pass(2_000);
  for (let stroke = 0; stroke < 40; stroke++) {
    ana.chat.typing();
    await all.pass(250);
  }
  expect(notices()).toBe(2);
  expect(ben.chat.typists).toEqual(["Ana"]);
  ana.chat.send("there");
  await all.pass(500);
  expect(ben.chat.typists).toEqual([]);
  ana.chat.typing();
  await all.pass(30_000);
  expect(ben.chat.typists).toEqual([]);
});

test("who has read what", async () => {
  const [all, ana, ben] = await pair();
  ana.chat.send("one");
  await all.pass(2_000);
  expect(ana.chat.readersOf(ana.chat.entries[0]!)).toEqual([]);
  ben.chat.read();
  await all.pass(3_000);
  expect(ana.chat.readersOf(ana.chat.entries[0]!)).toEqual(["Ben"]);
  ana.chat.send("two");
  await all.pass(100);
  expect(ana.chat.readersOf(ana.chat.entries[1]!)).toEqual([]);
  await all.pass(3_000);
  expect(ana.chat.readersOf(ana.chat.entries[1]!)).toEqual(["Ben"]);
});

test("what a page of one's own writes is read, at its place", async () => {
  const [all, ana, ben] = await pair();
  ana.chat.send("one");
  await all.pass(1_000);
  for (const page of [ana]) page.hearTrack(JSON.stringify({ text: "plain", at: all.nowMs }), ben);
  await all.pass(1_000);
  ana.hearText("a text", ben);
  await all.pass(1_000);
  ana.chat.send("two");
  await all.pass(1_000);
  expect(ana.texts).toEqual(["one", "plain", "a text", "two"]);
  expect(ana.chat.entries[1]).toMatchObject({ from: "Ben", state: "sent" });
});
