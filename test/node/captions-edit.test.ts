import { describe, expect, it } from "vitest";
import { applyEdit, cutText, editBetween, finishedEnd, plainText } from "../../web/captions/edit.ts";
import { seeded } from "../wasm/seeded.ts";

const family = "👩‍👩‍👧";
const flag = "🏴󠁧󠁢󠁥󠁮󠁧󠁿";

describe("a change between two texts", () => {
  it.each([
    ["a letter more", "hell", "hello", { at: 4, removed: 0, inserted: "o" }],
    ["backspace", "hello", "hell", { at: 4, removed: 1, inserted: "" }],
    ["in the middle", "helo you", "hello you", { at: 3, removed: 0, inserted: "l" }],
    ["what an input method composes", "かんj", "漢字", { at: 0, removed: 3, inserted: "漢字" }],
    ["all of it", "one", "", { at: 0, removed: 3, inserted: "" }],
    ["one emoji for another with the same first half", "😀", "😁", { at: 0, removed: 2, inserted: "😁" }],
    ["one for another with the same second half", "😀", "🨀", { at: 0, removed: 2, inserted: "🨀" }],
    ["an accent on the last letter", "e", "e\u0301", { at: 1, removed: 0, inserted: "\u0301" }],
  ])("is small: %s", (_, before, after, edit) => {
    expect(editBetween(before, after)).toEqual(edit);
    expect(applyEdit(before, edit)).toBe(after);
  });

  it("is none between a text and itself", () => expect(editBetween(family, family)).toBeUndefined());

  it("leads from any text to any other, and never parts a character", () => {
    const { integer } = seeded("captions-edit");
    const letters = ["a", "b", " ", "e\u0301", "😀", "😁", "🨀", family, flag, "م", "漢"];
    const any = (): string =>
      Array.from({ length: integer(7) }, () => letters[integer(letters.length)]).join("");
    for (let round = 0; round < 5_000; round++) {
      const [before, after] = [any(), any()];
      const edit = editBetween(before, after);
      if (edit === undefined) expect(after).toBe(before);
      else {
        expect(applyEdit(before, edit)).toBe(after);
        expect(edit.inserted.isWellFormed()).toBe(true);
      }
    }
  });

  it("does not fit beyond the end, or through a character", () => {
    expect(applyEdit("abc", { at: 4, removed: 0, inserted: "x" })).toBeUndefined();
    expect(applyEdit("abc", { at: 1, removed: 3, inserted: "" })).toBeUndefined();
    expect(applyEdit("😀", { at: 1, removed: 0, inserted: "x" })).toBeUndefined();
    expect(applyEdit("😀", { at: 0, removed: 1, inserted: "" })).toBeUndefined();
  });
});

describe("a text that is too long", () => {
  it("ends between two characters", () => {
    expect(cutText("hello", 3)).toBe("hel");
    expect(cutText(`ab${family}`, 5)).toBe("ab");
    expect(cutText(`ab${family}c`, 2 + family.length)).toBe(`ab${family}`);
    expect(cutText("e\u0301e\u0301", 3)).toBe("e\u0301");
  });
  it("is no longer than allowed even where it is one character", () => {
    const heap = `a${"\u0301".repeat(50)}`;
    expect(cutText(heap, 10)).toHaveLength(10);
    expect(cutText(family, 4).isWellFormed()).toBe(true);
  });
});

it("nothing that turns or hides other words is shown", () => {
  expect(plainText("a\u202eb\u0000c\u2066d\ud83d")).toBe("a b c d\ufffd");
  expect(plainText(`${family}${flag} e\u0301 שלום`)).toBe(`${family}${flag} e\u0301 שלום`);
});

describe("what is finished of a line", () => {
  const finished = (text: string, isDone = false): string => text.slice(0, finishedEnd(text, 0, isDone));
  it("is its whole sentences", () => {
    expect(finished("Hello there. How are")).toBe("Hello there. ");
    expect(finished("Hello there.")).toBe("");
    expect(finished("Hello there. ")).toBe("Hello there. ");
    expect(finished("One. Two! Thr")).toBe("One. Two! ");
    expect(finished("今日は。元気")).toBe("今日は。");
  });
  it("is all of it once it is done, and never less than was told", () => {
    expect(finished("no end", true)).toBe("no end");
    expect(finishedEnd("One. Tw", 5, false)).toBe(5);
    expect(finishedEnd("On", 5, true)).toBe(5);
  });
});
