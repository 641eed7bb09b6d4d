import { afterEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import type { FakePerson } from "../fakes/fake-person.ts";
import {
  clearPage,
  expectAccessible,
  expectFocus,
  expectNoOverflow,
  meshCall,
  openJoined,
  words,
} from "./elements-page.ts";

const names = ["Bea", "Cleo", "Dan", "Eva", "Finn", "G\u00fcl", "Hugo", "Ida", "Jan"];
const patient = { timeout: 8_000 };
const ends: (() => void)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) end();
  clearPage();
  await page.viewport(1280, 800);
});

async function crowd(count: number, attributes: Record<string, string> = {}) {
  const style = document.createElement("style");
  style.textContent = "html, body { height: 100%; margin: 0 } mesh-call { display: block; height: 100% }";
  document.body.append(style);
  const call = await openJoined(attributes);
  const people = names.slice(0, count).map((name) => call.person(name));
  await expect.poll(() => stage().querySelectorAll("mesh-tile").length).toBe(count + 1);
  return { call, people };
}

function stage(): ShadowRoot {
  return meshCall().shadowRoot!.querySelector("mesh-stage")!.shadowRoot!;
}

function tile(name: string): HTMLElementTagNameMap["mesh-tile"] {
  return [...stage().querySelectorAll("mesh-tile")].find((each) => each.name === name)!;
}

function large(): string | undefined {
  return stage().querySelector<HTMLElementTagNameMap["mesh-tile"]>(".large mesh-tile")?.name;
}

/** Where everybody stands, once nobody moves any more. */
async function places(): Promise<Record<string, string>> {
  await Promise.all(
    stage()
      .getAnimations()
      .map(({ finished }) => finished),
  );
  return Object.fromEntries(
    [...stage().querySelectorAll("mesh-tile")].map((each) => {
      const { left, top } = each.getBoundingClientRect();
      return [each.name, `${Math.round(left)} ${Math.round(top)}`];
    }),
  );
}

/** Speaks until somebody else is to. */
function speak(person: FakePerson): () => void {
  const end = person.talk();
  ends.push(end);
  return end;
}

describe("who is large", () => {
  test("from five people on, who speaks; two change places and nobody else moves", async () => {
    const { people } = await crowd(5);
    expect(large()).toBeUndefined();
    const quiet = speak(people[2]!);
    await expect.poll(large, patient).toBe("Dan");
    const before = await places();
    const dan = tile("Dan");
    quiet();
    speak(people[0]!);
    await expect.poll(large, patient).toBe("Bea");
    const after = await places();
    expect(tile("Dan")).toBe(dan);
    expect(after["Dan"]).toBe(before["Bea"]);
    expect(after["Bea"]).toBe(before["Dan"]);
    for (const name of ["Cleo", "Eva", "Finn"]) expect(after[name]).toBe(before[name]);
  });

  test("with four people, nobody", async () => {
    const { call, people } = await crowd(3);
    speak(people[1]!);
    await expect.poll(() => call.room.dominantSpeaker?.displayName, patient).toBe("Cleo");
    expect(large()).toBeUndefined();
  });

  test("whoever is pinned, by keyboard too, and seen whoever speaks", async () => {
    const { people } = await crowd(6, { "max-video-tracks": "1" });
    await expect.poll(() => people[4]!.wish, patient).toMatchObject({ widthPx: 0 });
    const pin = page.getByRole("button", { name: "Pin Finn" });
    await expect.element(pin).toHaveAttribute("aria-pressed", "false");
    (pin.element() as HTMLElement).focus();
    await userEvent.keyboard("{Enter}");
    await expect.element(pin).toHaveAttribute("aria-pressed", "true");
    await expectFocus(pin);
    await expect.poll(large).toBe("Finn");
    await expect.poll(() => people[4]!.wish, patient).toMatchObject({ priority: 3 });
    speak(people[1]!);
    await expect.poll(() => tile("Cleo").hasAttribute("speaking")).toBe(true);
    expect(large()).toBe("Finn");
    await userEvent.keyboard("{Enter}");
    await expect.element(pin).toHaveAttribute("aria-pressed", "false");
    await expect.poll(large, patient).toBe("Cleo");
    await expect.poll(() => people[4]!.wish, patient).toMatchObject({ widthPx: 0 });
  });

  test("a pair has no pins; beside a screen, who is pinned is larger than the rest", async () => {
    const { people } = await crowd(1);
    expect(page.getByRole("button", { name: "Pin" }).elements()).toEqual([]);
    people[0]!.shareScreen();
    const pin = page.getByRole("button", { name: "Pin Bea" });
    await expect.element(pin).toBeInTheDocument();
    const bea = [...stage().querySelectorAll("mesh-tile")].find(
      ({ name, source }) => name === "Bea" && source === "camera",
    )!;
    const before = bea.clientWidth;
    await userEvent.click(pin, { force: true });
    await expect.poll(() => bea.clientWidth).toBeGreaterThan(before * 1.2);
    expect(stage().querySelectorAll("mesh-tile")[1]).toBe(bea);
    await expectAccessible();
  });

  test("a double click pins too, and another lets go", async () => {
    await crowd(2);
    await userEvent.dblClick(page.elementLocator(tile("Cleo")));
    await expect.poll(large).toBe("Cleo");
    await userEvent.dblClick(page.elementLocator(tile("Cleo")));
    await expect.poll(large).toBeUndefined();
  });

  test.each([
    ["a desktop", 1280, 800, 9],
    ["a phone", 375, 812, 9],
    ["a phone on its side", 812, 375, 9],
    ["a phone", 375, 812, 4],
    ["a desktop", 1280, 800, 2],
  ])("fits on %s (%i x %i) with %i others", async (_, width, height, count) => {
    await page.viewport(width, height);
    await crowd(count);
    await userEvent.click(page.getByRole("button", { name: "Pin Cleo" }), { force: true });
    await expect.poll(large).toBe("Cleo");
    await expectNoOverflow();
    const space = stage().host.getBoundingClientRect();
    const rects = [...stage().querySelectorAll("mesh-tile")].map((each) => each.getBoundingClientRect());
    const big = tile("Cleo").getBoundingClientRect();
    for (const rect of rects) {
      expect(rect.bottom).toBeLessThanOrEqual(space.bottom + 1);
      expect(Math.min(rect.width, rect.height)).toBeGreaterThan(40);
      if (rect.width !== big.width)
        expect(rect.width * rect.height).toBeLessThan((big.width * big.height) / 3);
    }
    await expectAccessible();
  });
});

describe("what a tile tells", () => {
  test("a video that is not received: the avatar and a note instead of a frozen picture", async () => {
    const { people } = await crowd(5, { "max-video-tracks": "2" });
    await expect.poll(() => tile("Finn").hasAttribute("paused"), patient).toBe(true);
    expect(tile("Bea").hasAttribute("paused")).toBe(false);
    await expect.element(words("Video paused").nth(4)).toBeVisible();
    await expectAccessible();
    speak(people[4]!);
    await expect.poll(() => people[4]!.wish, patient).toMatchObject({ priority: 1 });
    people[4]!.paint();
    await expect.poll(() => tile("Finn").hasAttribute("paused"), patient).toBe(false);
  });

  test("nobody's video is received with receive=none", async () => {
    const { people } = await crowd(2, { receive: "none" });
    await expect.poll(() => tile("Bea").hasAttribute("paused"), patient).toBe(true);
    expect(people.map(({ wish }) => wish?.widthPx)).toEqual([0, 0]);
  });

  test("a bad connection by itself, a good one and a relay when pointed at", async () => {
    const { people } = await crowd(2);
    const bad = page.getByRole("img", { name: "Very bad connection" });
    const good = page.getByRole("img", { name: "Very good connection" });
    await userEvent.hover(page.getByRole("toolbar"));
    await people[0]!.measure({ roundTripMs: 700 });
    await people[1]!.measure({ relayed: true });
    await expect.element(bad).toBeVisible();
    await expect.element(words("Relayed")).not.toBeVisible();
    expect(good.elements()).toEqual([]); // not displayed, and so not for screen readers either
    await expectAccessible();
    await userEvent.hover(page.elementLocator(tile("Cleo")));
    await expect.element(good).toBeVisible();
    await expect.element(words("Relayed")).toBeVisible();
  });

  test("one's own weak connection is said, with what helps", async () => {
    const { people } = await crowd(1);
    await people[0]!.measure({ roundTripMs: 700 });
    await expect.element(words("Your connection is weak")).toBeVisible();
    for (let round = 0; round < 3; round++) await people[0]!.measure();
    await expect.element(words("Your connection is weak")).not.toBeInTheDocument();
  });

  test("who is gone for good because of their connection is named, until they are back or it is read", async () => {
    const { call, people } = await crowd(2);
    people[0]!.link("recovering");
    people[0]!.leave();
    await expect.element(words("The connection to Bea did not come back").first()).toBeVisible();
    await expectAccessible();
    await userEvent.click(page.getByRole("button", { name: "OK" }));
    await expect.poll(() => pills()).toEqual([]);
    people[1]!.leave(); // said goodbye
    await expect.poll(() => call.room.participants.size).toBe(0);
    expect(pills()).toEqual([]);
  });

  function pills(): (string | null)[] {
    return [...meshCall().shadowRoot!.querySelectorAll(".pill")].map(({ textContent }) => textContent);
  }
});
