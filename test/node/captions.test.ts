import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { lineChars, parseCaption, writeCaption } from "../../web/captions/caption-wire.ts";
import { CaptionWorld, type CaptionPage } from "../fakes/caption-world.ts";

let world: CaptionWorld;
let ana: CaptionPage;
let ben: CaptionPage;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
  world = new CaptionWorld(Math.random);
  ana = world.join("ana");
  ben = world.join("ben");
});
afterEach(() => vi.useRealTimers());

/** Code that comes with the first letter takes no time of this clock. */
async function pass(ms: number): Promise<void> {
  await vi.dynamicImportSettled();
  await vi.advanceTimersByTimeAsync(ms);
}

/** Letter by letter, as a field reads after each. */
async function type(page: CaptionPage, text: string, eachMs = 120): Promise<void> {
  let typed = page.captions.ownText;
  for (const letter of text) {
    typed = page.captions.typed(typed + letter);
    await pass(eachMs);
  }
}

describe("what one types", () => {
  it("is read by the others letter by letter, and by oneself", async () => {
    const seen: string[] = [];
    ben.captions.on("lineChanged", ({ text }) => seen.push(text));
    await type(ana, "hello");
    expect(seen).toEqual(["h", "he", "hel", "hell", "hello"]);
    expect(ana.reads(ana)).toEqual(["typed: hello…"]);
    ana.captions.endLine();
    await pass(1);
    expect(ben.reads(ana)).toEqual(["typed: hello"]);
  });

  it("can be taken back, and changed in the middle, and shows where", async () => {
    await type(ana, "helo wrld");
    ana.captions.typed("hello wrld");
    await pass(200);
    expect(ben.captions.lines.at(-1)).toMatchObject({ text: "hello wrld", caret: 4 });
    ana.captions.typed("");
    await pass(200);
    expect(ben.reads(ana)).toEqual([]);
    await type(ana, "again");
    expect(ben.reads(ana)).toEqual(["typed: again…"]);
  });

  it("goes together where it is typed faster than ten times a second", async () => {
    const seen: string[] = [];
    ben.captions.on("lineChanged", ({ text }) => seen.push(text));
    await type(ana, "abcdefghij", 20);
    await pass(200);
    expect(seen.at(-1)).toBe("abcdefghij");
    expect(seen.length).toBeLessThan(5);
  });

  it("is whole where a keyboard gives one character in two halves", async () => {
    const seen: string[] = [];
    ben.captions.on("lineChanged", ({ text }) => seen.push(text));
    await type(ana, "a");
    for (const half of ["\ud83d", "\udc4d"]) {
      ana.captions.typed(ana.captions.ownText + half);
      await pass(120);
    }
    expect(seen).toEqual(["a", "a👍"]);
  });

  it("is parted at line breaks; what is too long goes on in the next line, between two characters", async () => {
    expect(ana.captions.typed("one\ntwo\r\nthr")).toBe("thr");
    await pass(200);
    expect(ben.reads(ana)).toEqual(["typed: one", "typed: two", "typed: thr…"]);
    ana.captions.endLine();
    const rest = ana.captions.typed("👍🏽".repeat(lineChars / 4 + 1));
    await pass(200);
    expect(rest).toBe("👍🏽");
    expect(ben.captions.lines.at(-2)?.text).toBe("👍🏽".repeat(lineChars / 4));
  });

  it("is bounded, however much is pasted", async () => {
    expect(ana.captions.typed("word ".repeat(100_000)).length).toBeLessThanOrEqual(lineChars);
    await pass(200);
    expect(ben.captions.lines.length).toBeLessThanOrEqual(20);
    const texts = ({ captions }: CaptionPage) => captions.lines.map(({ text }) => text.trim());
    expect(texts(ben)).toEqual(texts(ana));
  });

  it("is read as it stands by who comes later, and nothing of what was before", async () => {
    await type(ana, "before");
    ana.captions.endLine();
    await type(ana, "as it stan");
    const cleo = world.join("cleo");
    await pass(1);
    expect(cleo.reads(ana)).toEqual(["typed: as it stan…"]);
    await type(ana, "ds");
    expect(cleo.reads(ana)).toEqual(["typed: as it stands…"]);
  });

  it("heals after messages were lost, by the next one or by the whole line", async () => {
    await type(ana, "heal");
    world.lossRate = 1;
    await type(ana, "s");
    world.lossRate = 0;
    await type(ana, "!");
    expect(ben.reads(ana)).toEqual(["typed: heals!…"]);
    world.lossRate = 1;
    await type(ana, " really");
    world.lossRate = 0;
    await type(ana, "?");
    expect(ben.reads(ana)).toEqual(["typed: heals!…"]);
    await pass(10_000);
    expect(ben.reads(ana)).toEqual(["typed: heals! really?…"]);
  });

  it("stays, done, when who typed it leaves; and nothing is said into a room that is over", async () => {
    await type(ana, "bye b");
    const sid = ana.room.localParticipant.sid;
    world.leave(ana);
    expect(ben.captions.lines.filter(({ speaker }) => speaker.sid === sid)).toMatchObject([
      { text: "bye b", isDone: true },
    ]);
    ben.room.disconnect();
    ben.captions.typed("nobody");
    await pass(1_000);
  });

  it("of an attendee goes nowhere, and says so", async () => {
    const troubles: unknown[] = [];
    ana.captions.on("troubleChanged", (trouble) => troubles.push(trouble));
    Object.defineProperty(ana.room.localParticipant, "role", { value: "attendee" });
    await type(ana, "x");
    expect(troubles).toEqual(["watching"]);
    expect(ben.reads(ana)).toEqual([]);
  });
});

describe("what no page of ours sends", () => {
  beforeEach(async () => {
    await type(ana, "good");
    ana.captions.endLine();
    await pass(1);
  });
  const line = { kind: "typed", line: 2, version: 1 };

  it.each([
    "",
    "null",
    "{",
    '{"kind":"typed"}',
    JSON.stringify({ ...line, text: 3 }),
    JSON.stringify({ ...line, text: "x".repeat(lineChars + 1) }),
    JSON.stringify({ ...line, kind: "sung", text: "x" }),
    JSON.stringify({ ...line, line: 0, text: "x" }),
    JSON.stringify({ ...line, line: 1.5, text: "x" }),
    JSON.stringify({ ...line, version: -1, text: "x" }),
    JSON.stringify({ ...line, version: 1e300, text: "x" }),
    JSON.stringify({ ...line, edits: [] }),
    JSON.stringify({ ...line, edits: [[0, 0]] }),
    JSON.stringify({ ...line, edits: [[0, 1, "beyond the end"]] }),
    JSON.stringify({ ...line, edits: [[-1, 0, "x"]] }),
    JSON.stringify({ ...line, edits: Array.from({ length: 9 }, () => [0, 0, "x"]) }),
    " ".repeat(200_000),
  ])("is dropped: number %#", async (data) => {
    ana.forge(data);
    ana.forge(new TextEncoder().encode(data).buffer);
    expect(ben.reads(ana)).toEqual(["typed: good"]);
    await type(ana, "more");
    expect(ben.reads(ana)).toEqual(["typed: good", "typed: more…"]);
  });

  it("with numbers from the future hurts its own line alone, and no line of others", async () => {
    ana.forge(JSON.stringify({ ...line, version: 0xffff_ffff, text: "stuck" }));
    await type(ana, "more");
    expect(ben.reads(ana)).toEqual(["typed: good", "typed: stuck…"]);
    ana.captions.endLine();
    await pass(1);
    expect(ben.reads(ana)).toEqual(["typed: good", "typed: more"]);
    await type(ana, "next");
    expect(ben.reads(ana).at(-1)).toBe("typed: next…");
  });

  it("in a flood takes nobody else's place", async () => {
    await type(ben, "mine");
    for (let at = 2; at < 50_000; at++)
      ana.forge(
        writeCaption({
          is: "text",
          kind: "typed",
          line: at,
          version: 1,
          text: "x".repeat(900),
          isDone: true,
        }),
      );
    expect(ben.reads(ana).length).toBeLessThan(450);
    expect(ben.reads(ben)).toEqual(["typed: mine…"]);
  });

  it("holds no sign that turns the line around", () => {
    ana.forge(JSON.stringify({ ...line, text: "\u202eevil\u0007" }));
    expect(ben.reads(ana).at(-1)).toBe("typed:  evil …");
  });
});

it("what is written to the wire is read from it", () => {
  for (const message of [
    { is: "text", kind: "spoken", line: 1, version: 2, text: "\u0000".repeat(lineChars), isDone: true },
    { is: "edits", kind: "typed", line: 3, version: 8, edits: [{ at: 4, removed: 0, inserted: "o" }] },
  ] as const)
    expect(parseCaption(writeCaption({ ...message } as never))).toEqual(message);
});
