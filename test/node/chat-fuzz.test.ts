import { expect, test } from "vitest";
import { parseOnTrack, parseTold } from "../../web/chat/chat-words.ts";
import { ChatWorld } from "../fakes/chat-world.ts";
import { seededRandom } from "./signal-world.ts";

const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);
const rounds = 25;

test(`${rounds} rooms in which people come and go and links break: the same chat in the same order (FUZZ_SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  for (let round = 0; round < rounds; round++) {
    const world = new ChatWorld(random);
    const clockMs = () => (random() < 0.7 ? (random() - 0.5) * 3_000 : (random() - 0.5) * 40_000_000);
    const join = () => world.join(`${world.pages.length}`, { clockMs: clockMs() });
    join();
    join();
    let written = 0;
    /** What is answered, by text. */
    const answers: [string, string][] = [];
    for (let step = 0; step < 80; step++) {
      const page = pick(world.pages);
      const choice = random();
      if (choice < 0.55) {
        const text = `${round} ${++written}`;
        const before = page.texts.at(-1);
        if (before !== undefined) answers.push([before, text]);
        page.chat.send(text);
      } else if (choice < 0.65 && world.pages.length < 5) join();
      else if (choice < 0.72 && world.pages.length > 2) world.leave(page);
      else if (choice < 0.85) {
        const other = pick(world.pages);
        if (other === page) continue;
        if (world.isCut(page, other)) world.mend(page, other);
        else world.cut(page, other);
      }
      await world.pass(random() * random() * 3_000);
    }
    for (const page of world.pages)
      for (const other of world.pages) if (page !== other) world.mend(page, other);
    await world.pass(60_000);
    const [first, ...others] = world.pages.map(({ texts }) => texts);
    expect(first!.length, `round ${round}`).toBeGreaterThan(0);
    expect(new Set(first).size, `round ${round}: once each`).toBe(first!.length);
    for (const texts of others) expect(texts, `round ${round}`).toEqual(first);
    for (const [question, answer] of answers)
      if (first!.includes(question) && first!.includes(answer))
        expect(first!.indexOf(question), `round ${round}: ${answer} answers ${question}`).toBeLessThan(
          first!.indexOf(answer),
        );
  }
}, 120_000);

const lawful = {
  card: { key: "k".repeat(87), box: "b".repeat(87), sid: "PA1", name: "Ana", sig: "s".repeat(86) },
  entry: { text: "hello", at: 1_800_000_000_000, c: 0, n: 1, by: "a".repeat(16), sig: "s".repeat(86) },
};
const said = [
  lawful.entry,
  { text: "plain", at: 1 },
  { is: "here", card: lawful.card, now: 1, count: 3, hash: "abc" },
  { is: "give", to: "PA2", cards: [lawful.card], entries: [lawful.entry], last: true },
  { is: "typing" },
  { is: "read", at: 1, c: 0, by: "a".repeat(16) },
];
const told = [
  { is: "ask", have: { ["a".repeat(16)]: [[1, 4]] } },
  { is: "meet" },
  { is: "private", card: lawful.card, iv: "i".repeat(16), sealed: "x".repeat(40) },
  { is: "entry", card: lawful.card, entry: lawful.entry },
];
/** What may stand in the place of any value. */
const oddities: unknown[] = [
  null,
  undefined,
  true,
  -1,
  0.5,
  NaN,
  1e300,
  2 ** 53,
  "",
  "\u0000",
  "__proto__",
  "x".repeat(100_000),
  [],
  {},
  [[]],
  { toString: "no" },
  Array.from({ length: 10_000 }, () => 1),
];

function spoil(value: unknown, random: () => number): unknown {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
  if (typeof value !== "object" || value === null || random() < 0.2) return pick(oddities);
  const key = pick(Object.keys(value));
  if (key === undefined) return pick(oddities);
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
  if (random() < 0.2) Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, spoil(Reflect.get(value, key), random));
  return copy;
}

test(`what is spoilt is nothing, and no parser throws (FUZZ_SEED=${seed})`, () => {
  for (const each of said) expect(parseOnTrack(JSON.stringify(each))).toEqual(each);
  for (const each of told) expect(parseTold(each)).toEqual(each);
  const random = seededRandom(seed);
  let taken = 0;
  for (let step = 0; step < 20_000; step++) {
    const of = random() < 0.5 ? said : told;
    const spoilt = spoil(of[Math.floor(random() * of.length)], random);
    const read = of === said ? parseOnTrack(JSON.stringify(spoilt) ?? "") : parseTold(spoilt);
    if (read === undefined) continue;
    taken++; // a lawful change, such as a text; nothing of it is larger than allowed
    expect(JSON.stringify(read).length).toBeLessThan(64_000);
  }
  expect(taken).toBeLessThan(6_000);
  for (let step = 0; step < 5_000; step++) {
    const wire = JSON.stringify(said[step % said.length]);
    const at = Math.floor(random() * wire.length);
    parseOnTrack(wire.slice(0, at) + String.fromCharCode(Math.floor(random() * 65_536)) + wire.slice(at + 1));
  }
  expect(parseOnTrack(new ArrayBuffer(8))).toBeUndefined();
});
