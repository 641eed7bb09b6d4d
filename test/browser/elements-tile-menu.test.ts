import { afterEach, describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { volumesOf } from "../../web/elements/stage/volumes.ts";
import { deep, expectAccessible, expectFocus, expectNoOverflow } from "./elements-page.ts";
import { clearStage, open, rectOf, settled, tile, tiles } from "./stage-page.ts";

afterEach(clearStage);

describe("a tile's menu", () => {
  test("one person quieter, or silent, for me alone; by keyboard", async () => {
    const { call, stage } = await open(2);
    const audios = () =>
      [...stage.shadowRoot!.querySelectorAll("audio")].map(({ volume, muted }) => ({ volume, muted }));
    (page.getByRole("button", { name: "Options for Cleo" }).element() as HTMLElement).focus();
    await userEvent.keyboard("{Enter}");
    await expectFocus(page.getByRole("button", { name: "Show large" }));
    const slider = page.getByRole("slider", { name: "Volume for me" });
    (slider.element() as HTMLElement).focus();
    await userEvent.keyboard("{ArrowLeft}{ArrowLeft}");
    await expect.poll(audios).toEqual([
      { volume: 1, muted: false },
      { volume: 0.9, muted: false },
    ]);
    await userEvent.click(page.getByRole("button", { name: "Mute for me" }));
    await expect.poll(audios).toEqual([
      { volume: 1, muted: false },
      { volume: 0.9, muted: true },
    ]);
    await expect
      .element(page.getByRole("button", { name: "Mute for me" }))
      .toHaveAttribute("aria-pressed", "true");
    await expectAccessible("mesh-stage");
    const [, cleo] = call.room.participants.values();
    expect(volumesOf(call.room).of(cleo!)).toEqual({ level: 0.9, muted: true });
    await userEvent.keyboard("{Escape}");
    await expect.element(slider).not.toBeInTheDocument();
    await expectFocus(page.getByRole("button", { name: "Options for Cleo" }));
  });

  test("pins, and shows all of a picture", async () => {
    await open(2);
    await userEvent.click(page.getByRole("button", { name: "Options for Bea" }), { force: true });
    await userEvent.click(page.getByRole("button", { name: "Show large" }));
    await expect.poll(() => rectOf("Bea").width).toBeGreaterThan(700);
    await userEvent.click(page.getByRole("button", { name: "Show the whole picture" }));
    await expect
      .poll(() => getComputedStyle(tile("Bea").shadowRoot!.querySelector("video")!).objectFit)
      .toBe("contain");
  });

  test("enlarges a screen, which is then scrolled, and asks for more of its pixels", async () => {
    const { people } = await open(1);
    people[0]!.shareScreen();
    await expect.poll(() => tiles().length).toBe(3);
    await settled();
    people[0]!.paint();
    await expect.poll(() => people[0]!.screenWish?.widthPx).toBeGreaterThan(0);
    const before = people[0]!.screenWish!.widthPx;
    await userEvent.click(page.getByRole("button", { name: "Options for Bea" }).first(), { force: true });
    const larger = page.getByRole("button", { name: "Enlarge" });
    await userEvent.click(larger);
    await userEvent.click(larger);
    await expect.poll(() => people[0]!.screenWish!.widthPx).toBe(before * 2);
    await userEvent.keyboard("{Escape}");
    const picture = page.getByRole("group", { name: "Bea\u2019s screen" });
    const scrolled = picture.element();
    (scrolled as HTMLElement).focus();
    const at = scrolled.scrollLeft;
    expect(at).toBeGreaterThan(0);
    await userEvent.keyboard("{ArrowRight}");
    await expect.poll(() => scrolled.scrollLeft).toBeGreaterThan(at);
    await expectAccessible("mesh-stage");
  });

  test.each([
    ["a phone", 320, 568],
    ["a phone on its side", 640, 320],
  ])("stays inside the window of %s", async (_, width, height) => {
    await page.viewport(width, height);
    await open(1);
    for (const name of ["Bea", "Anna"]) {
      await userEvent.click(page.getByRole("button", { name: `Options for ${name}` }), { force: true });
      const dialog = page.getByRole("dialog", { name: `Options for ${name}` });
      await expect.element(dialog).toBeVisible();
      const { left, right, top, bottom } = dialog.element().getBoundingClientRect();
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(width);
      expect(bottom).toBeLessThanOrEqual(height);
      await expectNoOverflow();
      await userEvent.keyboard("{Escape}");
    }
  });

  test("stays at its button when the window has another size", async () => {
    await open(3);
    await userEvent.click(page.getByRole("button", { name: "Options for Cleo" }), { force: true });
    const dialog = page.getByRole("dialog", { name: "Options for Cleo" });
    await expect.element(dialog).toBeVisible();
    for (const [width, height] of [
      [700, 900],
      [1000, 420],
      [1280, 800],
    ] as const) {
      await page.viewport(width, height);
      await expect.poll(() => fromButtonPx(dialog.element(), height)).toBeLessThanOrEqual(8.5);
    }
  });

  test("goes with its button", async () => {
    const { people } = await open(2);
    await userEvent.click(page.getByRole("button", { name: "Options for Bea" }), { force: true });
    await expect.element(page.getByRole("dialog", { name: "Options for Bea" })).toBeVisible();
    people[0]!.leave();
    await expect.element(page.getByRole("dialog")).not.toBeInTheDocument();
  });
});

/** From the menu to the button that it belongs to; 0 where the window is too low for it to be above or below. */
function fromButtonPx(menu: Element, heightPx: number): number {
  const around = menu.getBoundingClientRect();
  const button = deep(document)
    .find((element) => element.ariaExpanded === "true")!
    .getBoundingClientRect();
  const sidePx = Math.max(0, button.left - around.right, around.left - button.right);
  const fits = Math.max(button.top, heightPx - button.bottom) >= around.height + 16;
  if (!fits) return sidePx;
  return Math.max(
    sidePx,
    Math.min(Math.abs(around.top - button.bottom), Math.abs(button.top - around.bottom)),
  );
}
