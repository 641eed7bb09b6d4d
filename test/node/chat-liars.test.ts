import { expect, test } from "vitest";
import { Author, OwnKeys } from "../../web/chat/chat-keys.ts";
import type { Card, SignedEntry } from "../../web/chat/chat-words.ts";
import { ChatWorld, type ChatPage } from "../fakes/chat-world.ts";
import { seededRandom } from "./signal-world.ts";

const day = 86_400_000;

/** A page that says what it likes, with keys of its own. */
class Liar {
  readonly page: ChatPage;
  readonly keys: OwnKeys;
  #n = 0;

  private constructor(page: ChatPage, keys: OwnKeys) {
    this.page = page;
    this.keys = keys;
  }

  static async join(world: ChatWorld): Promise<Liar> {
    const page = world.join("Lia");
    page.end(); // what Meshcall does there is done by the liar now
    const liar = new Liar(page, await OwnKeys.make("RM1", page.sid, "Lia"));
    liar.say(world, { is: "here", card: liar.keys.card, count: 0, hash: "0" });
    await world.pass(1_000);
    return liar;
  }

  say(world: ChatWorld, said: object): void {
    world.broadcast(this.page, JSON.stringify(said));
  }

  entry(world: ChatWorld, text: string, change: Partial<SignedEntry> = {}): Promise<SignedEntry> {
    return this.keys.signed({ text, at: world.nowMs, c: 0, n: ++this.#n, ...change });
  }

  give(world: ChatWorld, cards: Card[], entries: SignedEntry[]): void {
    this.say(world, { is: "give", to: "anybody", cards, entries, last: true });
  }
}

async function withLiar() {
  const world = new ChatWorld(seededRandom(7));
  const ana = world.join("Ana");
  const ben = world.join("Ben");
  await world.pass(2_000);
  ana.chat.send("true words");
  await world.pass(1_000);
  return { world, ana, ben, liar: await Liar.join(world) };
}

test("nobody's words can be changed by who passes them on", async () => {
  const { world, ana, ben, liar } = await withLiar();
  const [spoken] = world.said.map(({ text }) => JSON.parse(text)).filter(({ sig }) => sig !== undefined);
  const here = world.said
    .map(({ text }) => JSON.parse(text))
    .find(({ is, card }) => is === "here" && card.name === "Ana");
  liar.give(
    world,
    [here.card],
    [
      { ...spoken, text: "false words", n: 2 },
      { ...spoken, at: spoken.at + 5, n: 3 },
    ],
  );
  await world.pass(2_000);
  expect(ben.texts).toEqual(["true words"]);
  expect(ana.texts).toEqual(["true words"]);
});

test("nobody who is here can be given a key by another, and oneself neither", async () => {
  const { world, ana, ben, liar } = await withLiar();
  for (const page of [ana, ben]) {
    const forged = await OwnKeys.make("RM1", page.sid, page.displayName);
    liar.give(world, [forged.card], [await forged.signed({ text: "I agree", at: world.nowMs, c: 0, n: 1 })]);
    // nor by writing as if one were them
    liar.say(world, { is: "here", card: forged.card, count: 0, hash: "0" });
    liar.say(world, await forged.signed({ text: "I agree", at: world.nowMs, c: 0, n: 2 }));
  }
  await world.pass(5_000);
  for (const page of [ana, ben]) expect(page.texts).toEqual(["true words"]);
});

test("words in the name of somebody who is not here yet go when they come", async () => {
  const { world, ana, liar } = await withLiar();
  const cem = world.join("Cem");
  const forged = await OwnKeys.make("RM1", cem.sid, "Cem");
  // before Cem's own card is here
  liar.page.hearTrack("", cem);
  for (const page of [ana])
    page.hearTrack(
      JSON.stringify({
        is: "give",
        to: "anybody",
        cards: [forged.card],
        entries: [await forged.signed({ text: "I never said this", at: world.nowMs, c: 0, n: 1 })],
        last: true,
      }),
      liar.page,
    );
  await world.settle();
  expect(ana.chat.entries.at(-1)).toMatchObject({ text: "I never said this", from: "Cem", toldBy: "Lia" });
  await world.pass(5_000);
  expect(ana.texts).toEqual(["true words"]);
});

test("a time from far ahead is not taken, and moves nobody's clock", async () => {
  const { world, ana, ben, liar } = await withLiar();
  liar.say(world, await liar.entry(world, "from next week", { at: world.nowMs + 7 * day }));
  liar.say(world, await liar.entry(world, "from the year 287396", { at: 8.64e15 }));
  await world.pass(2_000);
  ana.chat.send("now");
  await world.pass(1_000);
  expect(ben.texts).toEqual(["true words", "now"]);
  expect(Math.abs(ben.chat.entries[1]!.atMs - world.nowMs)).toBeLessThan(5_000);
});

test("of two texts with one number the first one stays", async () => {
  const { world, ana, ben, liar } = await withLiar();
  liar.say(world, await liar.entry(world, "yes", { n: 1 }));
  await world.pass(500);
  liar.say(world, await liar.entry(world, "no", { n: 1 }));
  await world.pass(3_000);
  for (const page of [ana, ben]) expect(page.texts).toEqual(["true words", "yes"]);
});

test("a flood is bounded, and pushes nobody's words out", async () => {
  const { world, ana, ben, liar } = await withLiar();
  for (let n = 0; n < 40; n++) {
    const entries: SignedEntry[] = [];
    for (let each = 0; each < 50; each++) entries.push(await liar.entry(world, `spam ${n} ${each} `));
    liar.give(world, [liar.keys.card], entries);
    await world.pass(200);
  }
  await world.pass(5_000);
  for (const page of [ana, ben]) {
    expect(page.texts).toContain("true words");
    expect(page.texts.length).toBeLessThanOrEqual(201);
  }
  ana.chat.send("still here");
  await world.pass(1_000);
  expect(ben.texts.at(-1)).toBe("still here");
}, 60_000);

test("a history of a million entries is nothing, and the next one is taken", async () => {
  const { world, ana, liar } = await withLiar();
  const one = await liar.entry(world, "x");
  ana.hearTrack(
    JSON.stringify({
      is: "give",
      to: ana.sid,
      cards: [liar.keys.card],
      entries: Array(1_000_000).fill(one),
      last: true,
    }),
    liar.page,
  );
  ana.hearTrack("[".repeat(100_000), liar.page);
  await world.pass(500);
  expect(ana.texts).toEqual(["true words"]);
  liar.say(world, one);
  await world.pass(500);
  expect(ana.texts).toEqual(["true words", "x"]);
});

test("a private message for somebody else, or in another's name, is not opened", async () => {
  const { world, ana, ben, liar } = await withLiar();
  const forAna = world.said
    .map(({ text }) => JSON.parse(text))
    .find(({ is, card }) => is === "here" && card.name === "Ana");
  const author = await Author.read("RM1", forAna.card);
  const sealed = await liar.keys.seal(author!, JSON.stringify({ text: "psst", at: world.nowMs, c: 0, n: 1 }));
  const words = { is: "private", card: liar.keys.card, ...sealed };
  ben.hearMessage("meshcall.chat", words, liar.page, true);
  ana.hearMessage("meshcall.chat", words, ben, true);
  ana.hearMessage("meshcall.chat", { ...words, sealed: `${sealed.sealed.slice(0, -2)}AA` }, liar.page, true);
  await world.pass(1_000);
  expect([...ana.texts, ...ben.texts]).toEqual(["true words", "true words"]);
  ana.hearMessage("meshcall.chat", words, liar.page, true);
  ana.hearMessage("meshcall.chat", words, liar.page, true);
  await world.pass(1_000);
  expect(ana.texts).toEqual(["true words", "psst"]);
});
