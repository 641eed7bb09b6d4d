import { afterEach, expect, test } from "vitest";
import { page } from "vitest/browser";
import { clearPage, meshCall, openJoined } from "./elements-page.ts";

const names = ["Bea", "Cleo", "Dan", "Eva", "Finn", "Gül", "Hugo", "Ida", "Jan"];
/** The most that a tile may be wider or higher than a camera's picture. */
const worstRatio = 3;

afterEach(async () => {
  clearPage();
  await page.viewport(1280, 800);
});

/** Where the tiles are, in the order of the page, once the stage has heard of its size. */
async function tiles(people: number): Promise<DOMRect[]> {
  await expect.poll(() => stage().querySelectorAll("mesh-tile").length).toBe(people);
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  return [...stage().querySelectorAll("mesh-tile")].map((tile) => tile.getBoundingClientRect());
}

function stage(): ShadowRoot {
  const found = meshCall().shadowRoot?.querySelector("mesh-stage")?.shadowRoot;
  if (found === undefined || found === null) throw new Error("no stage");
  return found;
}

function expectToFit(rects: readonly DOMRect[]): void {
  const space = stage().host.getBoundingClientRect();
  for (const [index, rect] of rects.entries()) {
    expect(rect.left).toBeGreaterThanOrEqual(space.left);
    expect(rect.top).toBeGreaterThanOrEqual(space.top);
    expect(rect.right).toBeLessThanOrEqual(space.right);
    expect(rect.bottom).toBeLessThanOrEqual(space.bottom);
    for (const other of rects.slice(index + 1)) {
      const apart =
        rect.right <= other.left ||
        other.right <= rect.left ||
        rect.bottom <= other.top ||
        other.bottom <= rect.top;
      expect(apart, "two tiles overlap").toBe(true);
    }
  }
}

const sizes = [
  ["a desktop", 1280, 800],
  ["a phone", 375, 812],
  ["a phone on its side", 812, 375],
] as const;

test.each(sizes.flatMap((size) => [3, 4, 5, 6, 7, 8, 9, 10].map((people) => [people, ...size] as const)))(
  "%i people fit on %s (%i x %i): tiles of one size, rows in the middle",
  async (people, _, width, height) => {
    await page.viewport(width, height);
    meshCallFillsThePage();
    const call = await openJoined();
    for (const name of names.slice(0, people - 1)) call.person(name);
    const rects = await tiles(people);
    expectToFit(rects);
    const [first] = rects;
    for (const rect of rects) {
      expect(rect.width).toBeCloseTo(first!.width, 0);
      expect(rect.height).toBeCloseTo(first!.height, 0);
      expect(rect.width / rect.height).toBeLessThan(worstRatio);
      expect(rect.height / rect.width).toBeLessThan(worstRatio);
    }
    const middle =
      (Math.min(...rects.map(({ left }) => left)) + Math.max(...rects.map(({ right }) => right))) / 2;
    for (const row of Map.groupBy(rects, ({ top }) => Math.round(top)).values()) {
      const left = Math.min(...row.map((rect) => rect.left));
      const right = Math.max(...row.map((rect) => rect.right));
      expect((left + right) / 2).toBeCloseTo(middle, 0);
    }
  },
);

test.each(sizes.flatMap((size) => [3, 5, 6, 10].map((people) => [people, ...size] as const)))(
  "a screen leaves room for %i people on %s (%i x %i)",
  async (count, _, width, height) => {
    await page.viewport(width, height);
    meshCallFillsThePage();
    const call = await openJoined();
    const [bea] = names.slice(0, count - 1).map((name) => call.person(name));
    bea!.shareScreen();
    const [screen, ...people] = await tiles(count + 1);
    expectToFit([screen!, ...people]);
    for (const rect of people) {
      expect(rect.width * rect.height).toBeLessThan((screen!.width * screen!.height) / 4);
      expect(Math.min(rect.width, rect.height)).toBeGreaterThan(24);
    }
  },
);

function meshCallFillsThePage(): void {
  const style = document.createElement("style");
  style.textContent = "html, body { height: 100%; margin: 0 } mesh-call { display: block; height: 100% }";
  document.body.append(style);
}
