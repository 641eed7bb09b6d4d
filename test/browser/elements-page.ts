import axe from "axe-core";
import { expect } from "vitest";
import { page, type Locator } from "vitest/browser";
import { defineElements } from "../../web/elements/define-elements.ts";
import { provideCallServices } from "../../web/elements/provided.ts";
import { FakeCall } from "../fakes/fake-call.ts";
import { deep } from "../scenes/scene.ts";

export { deep } from "../scenes/scene.ts";

defineElements();

/** A `<mesh-call>` on the page, on a fake call, in a fresh state. */
export function openCall(attributes: Record<string, string> = {}, call = new FakeCall()): FakeCall {
  provideCallServices(call.services);
  const element = document.createElement("mesh-call");
  for (const [name, value] of Object.entries({ room: "standup", name: "Anna", ...attributes })) {
    element.setAttribute(name, value);
  }
  document.body.append(element);
  return call;
}

/** Past the lobby, in the call. */
export async function openJoined(
  attributes: Record<string, string> = {},
  call = new FakeCall(),
): Promise<FakeCall> {
  openCall(attributes, call);
  await join();
  const opens = Object.keys(call.failing).length === 0 && attributes["join-as"] !== "attendee";
  // devices may take longer to open than a call without a network
  if (opens) await expect.poll(() => call.media.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
  return call;
}

export async function join(): Promise<void> {
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await expect.element(page.getByRole("toolbar")).toBeVisible();
}

/** To call after each test: no element, nothing remembered. */
export function clearPage(): void {
  document.body.replaceChildren();
  localStorage.clear();
  sessionStorage.clear();
}

export function meshCall(): HTMLElementTagNameMap["mesh-call"] {
  const element = document.querySelector("mesh-call");
  if (element === null) throw new Error("no <mesh-call> on the page");
  return element;
}

/** axe-core finds nothing serious, in light and in dark. @param tag a part that stands alone on the page */
export async function expectAccessible(tag: keyof HTMLElementTagNameMap = "mesh-call"): Promise<void> {
  for (const theme of ["light", "dark"]) {
    const element = document.querySelector<HTMLElement>(tag);
    if (tag === "mesh-call") element?.setAttribute("theme", theme);
    else element?.style.setProperty("color-scheme", theme);
    await settled();
    const { violations } = await axe.run(tag, { resultTypes: ["violations"] });
    const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    const found = grave.map(
      ({ id, nodes }) => `${theme}: ${id}: ${nodes.map(({ html }) => html).join("; ")}`,
    );
    expect(found).toEqual([]);
  }
}

/** Colours that fade are measured when they have arrived. */
async function settled(): Promise<void> {
  const roots = [document, ...deep(document).flatMap(({ shadowRoot }) => shadowRoot ?? [])];
  const fading = roots
    .flatMap((root) => root.getAnimations())
    .filter((each) => each instanceof CSSTransition);
  await Promise.all(fading.map(({ finished }) => finished.catch(() => undefined)));
}

/** Words anywhere in a text. */
export function words(text: string): Locator {
  return page.getByText(text, { exact: false });
}

/** `toHaveFocus` does not look into shadow trees. */
export async function expectFocus(locator: Locator): Promise<void> {
  await expect.poll(() => focused() === locator.element()).toBe(true);
}

function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/** Nothing sticks out to the side, once what has just changed is laid out. */
export async function expectNoOverflow(): Promise<void> {
  await expect.poll(sticking).toEqual([]);
}

function sticking(): string[] {
  const found = deep(document).filter((element) => {
    const box = element.getBoundingClientRect();
    return (
      box.width > 0 &&
      (box.right > innerWidth + 1 || box.left < -1) &&
      getComputedStyle(element).clipPath === "none"
    );
  });
  const { scrollWidth } = document.documentElement;
  return [
    ...(scrollWidth > innerWidth ? [`the page: ${scrollWidth} px`] : []),
    ...found.map((element) => element.outerHTML.slice(0, 80)),
  ];
}
