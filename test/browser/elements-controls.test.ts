import { afterEach, beforeEach, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import {
  clearPage,
  deep,
  expectAccessible,
  expectFocus,
  expectNoOverflow,
  meshCall,
  openJoined,
} from "./elements-page.ts";

beforeEach(() => page.viewport(375, 700));
afterEach(clearPage);

const button = (name: string) => page.getByRole("button", { name, exact: true });
const menu = () => page.getByRole("menu", { name: "More" });
const item = (name: string) => page.getByRole("menuitem", { name });

test("what the bar has no place for is in the menu", async () => {
  await openJoined();
  expect(button("Devices").elements()).toHaveLength(0);
  await button("More").click();
  await expect.element(menu()).toBeVisible();
  await expectAccessible();
  await item("Devices").click();
  await expect.element(menu()).not.toBeInTheDocument();
  await expect.element(page.getByRole("combobox", { name: "Camera" })).toBeVisible();
});

test("the menu goes by keyboard: arrows, first letters, Home and End; Escape brings the keyboard back", async () => {
  await page.viewport(320, 700);
  await openJoined();
  await expect.element(button("More")).toHaveAttribute("aria-expanded", "false");
  (button("More").element() as HTMLElement).focus();
  await userEvent.keyboard("{ArrowUp}");
  await expect.element(button("More")).toHaveAttribute("aria-expanded", "true");
  const all = () => deep(document).filter((each) => each.role?.startsWith("menuitem"));
  await expect.poll(() => focused()).toBe(all().at(-1));
  await userEvent.keyboard("{ArrowDown}");
  expect(focused()).toBe(all()[0]);
  await userEvent.keyboard("{End}");
  expect(focused()).toBe(all().at(-1));
  await userEvent.keyboard("{Home}d");
  await expectFocus(item("Devices"));
  await userEvent.keyboard("{Home}s");
  await expectFocus(page.getByRole("menuitemcheckbox", { name: "Share screen" }));
  await userEvent.keyboard("{Escape}");
  await expect.element(menu()).not.toBeInTheDocument();
  await expectFocus(button("More"));
});

test("a second press on the button, and one elsewhere, close the menu", async () => {
  await openJoined();
  await button("More").click();
  await expect.element(menu()).toBeVisible();
  await button("More").click();
  await expect.element(menu()).not.toBeInTheDocument();
  await button("More").click();
  await expect.element(menu()).toBeVisible();
  await userEvent.click(page.getByRole("list", { name: "People in the call" }), { position: { x: 5, y: 5 } });
  await expect.element(menu()).not.toBeInTheDocument();
});

test.for([280, 320, 375, 500, 700, 800, 1000])(
  "at %i px every control is in the bar or in the menu, 24 px at least, and Tab reaches one",
  async (widthPx) => {
    await page.viewport(widthPx, 700);
    await openJoined({ style: "--mesh-height: 700px" });
    const names = ["Microphone", "Camera", "Share screen", "Chat", "People", "Devices"];
    const toolbar = page.getByRole("toolbar").getByRole("button");
    const inBar = () => toolbar.elements().filter((each) => each.getClientRects().length > 0);
    await expect.poll(() => inBar().filter((each) => each.matches("[tabindex='0']"))).toHaveLength(1);
    for (const each of inBar()) {
      const { width, height } = each.getBoundingClientRect();
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    }
    const missing = names.filter((name) => button(name).elements().length === 0);
    if (missing.length > 0) {
      await button("More").click();
      await expect.element(menu()).toBeVisible();
      for (const name of missing) await expect.element(menu().getByText(name, { exact: true })).toBeVisible();
    }
    await expectNoOverflow();
    await expectAccessible();
  },
);

test("where the bar grows narrow, Tab still reaches a button", async () => {
  await page.viewport(1000, 700);
  await openJoined();
  await userEvent.click(button("Devices"));
  await button("Close devices").click();
  await expectFocus(button("Devices"));
  await page.viewport(375, 700);
  await expect
    .poll(
      () =>
        meshCall()
          .shadowRoot!.querySelector("mesh-controls")!
          .shadowRoot!.querySelectorAll(".control[tabindex='0']").length,
    )
    .toBe(1);
  await expect.element(button("Microphone")).toHaveAttribute("tabindex", "0");
});

test("the layout is chosen in the menu, one of three, and so is the own picture", async () => {
  await page.viewport(1000, 700);
  const call = await openJoined();
  for (const name of ["Bea", "Cem"]) call.person(name);
  const choice = (name: string) => page.getByRole("menuitemradio", { name });
  const own = page.getByRole("menuitemcheckbox", { name: "Show my own picture" });
  await button("More").click();
  await expect.element(choice("Automatic layout")).toHaveAttribute("aria-checked", "true");
  await expectAccessible();
  await choice("Whoever speaks is large").click();
  await button("More").click();
  await expect.element(choice("Whoever speaks is large")).toHaveAttribute("aria-checked", "true");
  await expect.element(choice("Automatic layout")).toHaveAttribute("aria-checked", "false");
  await expect.element(own).toHaveAttribute("aria-checked", "true");
  await own.click();
  await button("More").click();
  await expect.element(own).toHaveAttribute("aria-checked", "false");
  await userEvent.keyboard("{Escape}l");
  await expect.element(page.getByRole("status").getByText("Automatic layout")).toBeInTheDocument();
});

function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}
