import { describe, expect, it, test } from "vitest";
import { ReceivingSide, windowMessages } from "../../web/room/messages/receiving-side.ts";
import { SendingSide } from "../../web/room/messages/sending-side.ts";
import { parseWords, writeContent, type NumberedMessage } from "../../web/room/messages/words.ts";
import { seededRandom } from "./signal-world.ts";

const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);

function numbered(text: string): NumberedMessage {
  const words = parseWords(text);
  if (words === undefined || "have" in words) throw new Error(`no message: ${text}`);
  return words;
}

function textOf(message: NumberedMessage): string {
  return "text" in message ? message.text : "";
}

/** All that may be said now. */
function say(sending: SendingSide<string>, nowMs: number): NumberedMessage[] {
  const said: NumberedMessage[] = [];
  for (let text = sending.next(nowMs); text !== undefined; text = sending.next(nowMs)) {
    said.push(numbered(text));
    sending.said(nowMs);
  }
  return said;
}

function add(sending: SendingSide<string>, ...texts: string[]): void {
  for (const text of texts) sending.add(writeContent({ text }, false), text);
}

describe("the sender's side", () => {
  it("says each once, no more than a window ahead, and again when nothing is heard for longer and longer", () => {
    const sending = new SendingSide<string>();
    const texts = Array.from({ length: windowMessages + 3 }, (_, index) => `${index}`);
    add(sending, ...texts);
    expect(say(sending, 0).map(textOf)).toEqual(texts.slice(0, windowMessages));
    expect(say(sending, 999)).toEqual([]);
    const dues: number[] = [];
    for (let times = 0; times < 6; times++) {
      dues.push(sending.dueMs);
      expect(say(sending, sending.dueMs)).toHaveLength(windowMessages);
    }
    expect(dues).toEqual([1_000, 3_000, 7_000, 15_000, 23_000, 31_000]);
    expect(sending.acknowledged(3, 40_000)).toEqual(["0", "1", "2"]);
    expect(say(sending, 40_000).map(textOf)).toEqual(texts.slice(windowMessages));
    expect(sending.acknowledged(windowMessages + 3, 40_001)).toHaveLength(windowMessages);
    expect(sending.dueMs).toBe(Infinity);
    expect(sending.length).toBe(0);
  });

  it("takes no word for what it has not said, nor an old one", () => {
    const sending = new SendingSide<string>();
    add(sending, "a", "b");
    expect(sending.acknowledged(2, 0)).toEqual([]);
    say(sending, 0);
    expect(sending.acknowledged(Number.MAX_SAFE_INTEGER, 0)).toEqual(["a", "b"]);
    expect(sending.acknowledged(1, 0)).toEqual([]);
    add(sending, "c");
    expect(say(sending, 0)).toMatchObject([{ n: 3, base: 3 }]);
  });

  it("says with the next one what it has given up", () => {
    const [sending, receiving] = [new SendingSide<string>(), new ReceivingSide()];
    add(sending, "a", "b", "c");
    const [, second] = say(sending, 0);
    expect(sending.giveUp()).toEqual(["a", "b", "c"]);
    add(sending, "d");
    expect(receiving.take(second!)).toEqual([]); // the first is missing
    expect(
      say(sending, 0)
        .flatMap((next) => receiving.take(next))
        .map(textOf),
    ).toEqual(["d"]);
    expect(receiving.take(second!)).toEqual([]);
    expect(receiving.have).toBe(4);
  });
});

describe("the receiver's side", () => {
  it("keeps a window of what came too soon, and no more", () => {
    const receiving = new ReceivingSide();
    const message = (n: number) => numbered(`{"n":${n},"base":1,"text":"${n}"}`);
    for (let n = 2; n <= 1_000; n++) expect(receiving.take(message(n))).toEqual([]);
    expect(receiving.take(message(1)).map(textOf)).toEqual(
      Array.from({ length: windowMessages }, (_, index) => `${index + 1}`),
    );
    expect(receiving.have).toBe(windowMessages);
  });

  it("is not held up, nor does it forget, however large the numbers are that somebody makes up", () => {
    const receiving = new ReceivingSide();
    const most = Number.MAX_SAFE_INTEGER;
    expect(receiving.take(numbered(`{"n":${most},"base":1,"text":""}`))).toEqual([]);
    expect(receiving.take(numbered(`{"n":${most},"base":${most},"text":"last"}`)).map(textOf)).toEqual([
      "last",
    ]);
    expect(receiving.take(numbered(`{"n":${most},"base":${most},"text":"last"}`))).toEqual([]);
  });
});

test(`two ways that lose, repeat and overtake: each message once and in order (FUZZ_SEED=${seed})`, () => {
  const random = seededRandom(seed);
  for (let round = 0; round < 300; round++) {
    const [sending, receiving] = [new SendingSide<string>(), new ReceivingSide()];
    const count = 1 + Math.floor(random() * 120);
    const lossRate = random() * 0.6;
    const got: string[] = [];
    const acknowledged: string[] = [];
    /** What is under way, by when it arrives. */
    let under: { atMs: number; arrive(): void }[] = [];
    const send = (arrive: () => void, nowMs: number): void => {
      while (random() < 0.1) under.push({ atMs: nowMs + random() * 9_000, arrive }); // by the other way as well
      if (random() < lossRate) return;
      under.push({ atMs: nowMs + random() * 3_000, arrive });
    };
    let added = 0;
    for (let nowMs = 0; acknowledged.length < count; nowMs += 100) {
      expect(nowMs, `round ${round} comes to no end`).toBeLessThan(3_600_000);
      while (added < count && random() < 0.3) add(sending, `${added++}`);
      if (random() < 0.02) sending.restart();
      for (const message of say(sending, nowMs)) {
        send(() => {
          got.push(...receiving.take(message).map(textOf));
          const { have } = receiving;
          send(() => acknowledged.push(...sending.acknowledged(have, nowMs)), nowMs);
        }, nowMs);
      }
      const due = under.filter(({ atMs }) => atMs <= nowMs);
      under = under.filter(({ atMs }) => atMs > nowMs);
      for (const { arrive } of due) arrive();
    }
    const all = Array.from({ length: count }, (_, index) => `${index}`);
    expect(got, `round ${round}`).toEqual(all);
    expect(acknowledged, `round ${round}`).toEqual(all);
  }
});
