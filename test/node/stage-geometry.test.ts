import { describe, expect, test } from "vitest";
import { keepPlaces, place, type Placing, type Rect } from "../../web/elements/stage/geometry.ts";

/** What a stage measures in windows from 320 px to 4K, beside a panel and without. */
const spaces = [
  ["a phone of 320 px", 304, 420],
  ["a phone of 375 px", 359, 640],
  ["a phone on its side", 796, 290],
  ["a tablet held upright", 736, 900],
  ["a laptop", 1256, 690],
  ["a laptop beside the chat", 904, 690],
  ["a low and wide frame", 1256, 420],
  ["a large screen", 1896, 980],
  ["4K", 3816, 2060],
] as const;

const people = (count: number) => Array.from({ length: count }, (_, index) => `person ${index}`);
const counts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

function overlap(one: Rect, other: Rect): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

/** Everybody has a place inside the stage, and nobody lies over another. @returns the share of the stage in use */
function shareOf(placing: Placing, width: number, height: number): number {
  const rects = place(placing, { width, height });
  const keys = [...placing.screens, ...placing.people, ...placing.aside];
  expect([...rects.keys()].toSorted()).toEqual(keys.toSorted());
  const all = [...rects.values()];
  for (const [index, rect] of all.entries()) {
    expect(rect.x).toBeGreaterThanOrEqual(0);
    expect(rect.y).toBeGreaterThanOrEqual(0);
    expect(rect.x + rect.width).toBeLessThanOrEqual(width);
    expect(rect.y + rect.height).toBeLessThanOrEqual(height);
    expect(Math.min(rect.width, rect.height)).toBeGreaterThan(40);
    for (const other of all.slice(index + 1)) expect(overlap(rect, other)).toBe(false);
  }
  return all.reduce((sum, rect) => sum + rect.width * rect.height, 0) / (width * height);
}

describe.each(spaces)("on %s (%i x %i)", (_, width, height) => {
  test.each(counts)("%i side by side use most of it, and lose less than half of a picture", (count) => {
    const placing = { screens: [], people: people(count), aside: [] };
    const share = shareOf(placing, width, height);
    if (width < 3_000 || count > 2) expect(share).toBeGreaterThan(0.6);
    for (const rect of place(placing, { width, height }).values()) {
      if (count === 1) continue;
      const shape = rect.width / rect.height;
      expect(shape).toBeLessThan(1.8);
      expect(shape).toBeGreaterThan(width > height ? 0.99 : 0.69);
    }
  });

  test.each(counts)("somebody large, and %i beside", (count) => {
    const placing = { screens: [], people: ["large"], aside: people(count) };
    const share = shareOf(placing, width, height);
    if (width < 3_000) expect(share).toBeGreaterThan(0.65);
    const rects = place(placing, { width, height });
    const large = rects.get("large")!;
    for (const key of placing.aside) {
      const { width: w, height: h } = rects.get(key)!;
      expect(w * h).toBeLessThan((large.width * large.height) / 2);
    }
  });

  test.each([1, 2, 3])("%i screens, with ten people beside, one of them large", (count) => {
    const screens = people(count).map((name) => `screen of ${name}`);
    expect(shareOf({ screens, people: [], aside: people(10) }, width, height)).toBeGreaterThan(0.7);
    const [large, ...aside] = people(10);
    shareOf({ screens, people: [large!], aside }, width, height);
    const rects = place({ screens, people: [large!], aside }, { width, height });
    const area = ({ width: w, height: h }: Rect) => w * h;
    expect(area(rects.get(large!)!)).toBeGreaterThan(1.5 * area(rects.get(aside[0]!)!));
    expect(rects.get(large!)!.width / rects.get(large!)!.height).toBeGreaterThan(0.69);
  });

  test.each(["end-end", "end-start", "start-end", "start-start"] as const)(
    "oneself in the corner %s",
    (corner) => {
      const rects = place(
        { screens: [], people: ["other"], aside: [], floating: { key: "own", corner } },
        { width, height },
      );
      const own = rects.get("own")!;
      expect(own.x > width / 2 - own.width / 2).toBe(corner.endsWith("-end"));
      expect(own.y > height / 2 - own.height / 2).toBe(corner.startsWith("end"));
      expect(own.x + own.width).toBeLessThan(width);
      expect(own.y + own.height).toBeLessThan(height);
      expect(own.width * own.height).toBeLessThan(0.3 * width * height);
    },
  );
});

test("no camera is shown larger than twice its size", () => {
  for (const count of counts)
    for (const rect of place(
      { screens: [], people: people(count), aside: [] },
      { width: 3_840, height: 2_160 },
    ).values()) {
      expect(rect.width).toBeLessThanOrEqual(2_560);
      expect(rect.height).toBeLessThanOrEqual(1_440);
    }
  const [screen] = place(
    { screens: ["screen"], people: [], aside: [] },
    { width: 3_840, height: 2_160 },
  ).values();
  expect(screen).toEqual({ x: 0, y: 0, width: 3_840, height: 2_160 });
});

test("beside somebody large nobody moves when one more comes at the end, as long as they stand in one line", () => {
  const before = place({ screens: ["s"], people: [], aside: people(3) }, { width: 1256, height: 690 });
  const after = place({ screens: ["s"], people: [], aside: people(4) }, { width: 1256, height: 690 });
  for (const [key, rect] of before) expect(after.get(key)).toEqual(rect);
});

describe("places", () => {
  test("who comes takes the next one", () => {
    expect(keepPlaces(["a", "b"], ["b", "a", "c"])).toEqual(["a", "b", "c"]);
  });
  test("who comes as another goes takes theirs", () => {
    expect(keepPlaces(["a", "b", "c"], ["a", "c", "d"])).toEqual(["a", "d", "c"]);
  });
  test("when one goes, one moves at most", () => {
    const all = people(8);
    for (const gone of all) {
      const after = keepPlaces(
        all,
        all.filter((key) => key !== gone),
      );
      expect(after.toSorted()).toEqual(all.filter((key) => key !== gone).toSorted());
      expect(after.filter((key, index) => all[index] !== key).length).toBeLessThanOrEqual(1);
    }
  });
  test("when all go and others come, nobody is lost", () => {
    expect(keepPlaces(["a", "b", "c"], [])).toEqual([]);
    expect(keepPlaces(["a", "b", "c"], ["x"])).toEqual(["x"]);
    expect(keepPlaces([], ["a", "b"])).toEqual(["a", "b"]);
  });
});
