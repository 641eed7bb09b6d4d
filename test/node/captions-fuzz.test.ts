import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { lineChars, writeCaption } from "../../web/captions/caption-wire.ts";
import { refreshMs } from "../../web/captions/line-writer.ts";
import { CaptionWorld, type CaptionPage } from "../fakes/caption-world.ts";
import { seeded, type Seeded } from "../wasm/seeded.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
});
afterEach(() => vi.useRealTimers());

const pieces = [
  "a",
  "b ",
  "е",
  "e\u0301",
  "😀",
  "👩‍👩‍👧",
  "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
  "م",
  "漢字",
  ". ",
  "\n",
  "\u202e",
  "\ud83d",
  "\u0000",
];

/** What somebody does to a field: writes, takes back, pastes, changes something in the middle, ends the line. */
function act({ captions }: CaptionPage, { fraction, integer }: Seeded): void {
  const text = captions.ownText;
  const at = fraction() < 0.7 ? text.length : integer(text.length + 1);
  const removed = fraction() < 0.3 ? integer(6) : 0;
  const inserted = Array.from(
    { length: integer(fraction() < 0.05 ? 400 : 3) },
    () => pieces[integer(pieces.length)],
  );
  captions.typed(text.slice(0, at) + inserted.join("") + text.slice(at + removed));
  if (fraction() < 0.05) captions.endLine();
}

const open = (page: CaptionPage, of: CaptionPage) => page.reads(of).filter((line) => line.endsWith("…"));
const sorted = (lines: readonly string[]) => lines.toSorted();

test("everybody reads what was written, in whatever order it comes", async () => {
  const random = seeded("captions-fuzz");
  for (let round = 0; round < 15; round++) {
    const world = new CaptionWorld(random.fraction, random.integer(3_000));
    const pages = ["ana", "ben", "cleo"].map((name) => world.join(name));
    for (let step = 0; step < 150; step++) {
      act(pages[random.integer(pages.length)]!, random);
      if (step === 75) pages.push(world.join("dora"));
      await vi.advanceTimersByTimeAsync(random.integer(400));
    }
    await vi.advanceTimersByTimeAsync(2 * refreshMs);
    for (const writer of pages)
      for (const reader of pages) {
        expect(open(reader, writer)).toEqual(open(writer, writer));
        if (reader.name !== "dora")
          expect(sorted(reader.reads(writer))).toEqual(sorted(writer.reads(writer)));
      }
  }
});

test("what was lost is made good, and what never came is not shown half", async () => {
  const random = seeded("captions-fuzz-loss");
  for (let round = 0; round < 15; round++) {
    const world = new CaptionWorld(random.fraction, random.integer(500));
    const [ana, ben] = [world.join("ana"), world.join("ben")];
    const lines = new Set<string>();
    ana.captions.on("lineChanged", ({ text }) => lines.add(text.trim()));
    ben.captions.on("lineChanged", ({ text }) => expect(lines).toContain(text.trim()));
    for (let step = 0; step < 150; step++) {
      if (step % 30 === 0) world.lossRate = random.fraction();
      act(ana, random);
      await vi.advanceTimersByTimeAsync(random.integer(400));
    }
    world.lossRate = 0;
    await vi.advanceTimersByTimeAsync(2 * refreshMs);
    for (const line of open(ana, ana)) expect(open(ben, ana)).toContain(line);
  }
});

test("nothing that somebody makes up harms the others' lines, or grows without bounds", async () => {
  const random = seeded("captions-fuzz-forged");
  const { fraction, integer } = random;
  const number = (): number =>
    fraction() < 0.7 ? 1 + integer(12) : [0, -1, 0.5, 0xffff_ffff, 1e300][integer(5)]!;
  const world = new CaptionWorld(fraction);
  const [ana, ben, cleo] = [world.join("ana"), world.join("ben"), world.join("cleo")];
  ana.captions.typed("x");
  await vi.advanceTimersByTimeAsync(200);
  for (let step = 0; step < 20_000; step++) {
    const kind = fraction() < 0.5 ? "typed" : "spoken";
    const [line, version] = [number(), number()];
    const text = (pieces[integer(pieces.length)] ?? "").repeat(integer(fraction() < 0.1 ? lineChars + 9 : 5));
    const edits = Array.from({ length: integer(5) }, () => ({
      at: number(),
      removed: number(),
      inserted: text,
    }));
    const message =
      fraction() < 0.5
        ? writeCaption({ is: "text", kind, line, version, text, isDone: fraction() < 0.3 })
        : writeCaption({ is: "edits", kind, line, version, edits });
    const cut = fraction() < 0.1 ? message.slice(0, integer(message.length)) : message;
    ana.forge(cut);
    if (step % 100 === 0) {
      ben.captions.typed(`${step} steps`);
      await vi.advanceTimersByTimeAsync(200);
      expect(cleo.reads(ben)).toEqual([`typed: ${step} steps…`]);
    }
  }
  for (const { text } of cleo.captions.lines) expect(text.length).toBeLessThanOrEqual(lineChars);
  expect(cleo.captions.lines.length).toBeLessThan(10_000);
  for (const { text } of cleo.captions.lines) expect(text.isWellFormed()).toBe(true);
});
