import type { Page } from "playwright";

/** Where the focus is. */
export interface Stop {
  role: string;
  /** As a screen reader would say it, near enough. */
  name: string;
  /** `aria-pressed`, `aria-expanded`, `aria-checked` or checked, where it has one. */
  state: string | null;
  /** Width of the ring around it, px; 0: nobody sees where the focus is. */
  ringPx: number;
  /** In the window, and nothing lies on it (WCAG 2.2, 2.4.11). */
  isInSight: boolean;
}

/** What a key opens comes later than the key, and later still on a slow machine. */
const patienceMs = 15_000;

/** Somebody with a keyboard and nothing else. */
export class Keyboard {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Undefined: it is nowhere (on the body). */
  focus(): Promise<Stop | undefined> {
    return this.page.evaluate(focused);
  }

  /** Presses a key and waits until the page has settled. @throws Error when the focus is gone afterwards */
  async press(key: string): Promise<Stop> {
    const before = await this.focus();
    await this.page.keyboard.press(key);
    const stop = await this.#settled();
    if (stop === undefined) throw new Error(`After ${key} on ${describe(before)} the focus is nowhere`);
    return stop;
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /**
   * Goes on with Tab until the focus is on something of this name.
   * @returns the names of all stops on the way, it included
   * @throws Error when it does not come, or a stop cannot be seen
   */
  async tabTo(name: string, key: "Tab" | "Shift+Tab" = "Tab"): Promise<string[]> {
    const path: string[] = [];
    const untilMs = performance.now() + patienceMs;
    for (let step = 0; step < 40 || performance.now() < untilMs; step++) {
      await this.page.keyboard.press(key);
      const stop = await this.focus();
      if (stop === undefined) continue; // past the end of the page; the next Tab begins anew
      path.push(stop.name);
      if (stop.ringPx < 2) throw new Error(`Nothing shows that the focus is on ${describe(stop)}`);
      if (!stop.isInSight) throw new Error(`${describe(stop)} has the focus and is hidden`);
      if (stop.name === name) return path;
    }
    throw new Error(`Tab never comes to ${name}: ${path.join(", ")}`);
  }

  /** Goes on with arrow keys, as in a toolbar or a menu. */
  async arrowTo(name: string, key = "ArrowRight"): Promise<void> {
    const untilMs = performance.now() + patienceMs;
    for (let step = 0; step < 20 || performance.now() < untilMs; step++) {
      if ((await this.focus())?.name === name) return;
      await this.press(key);
    }
    throw new Error(`${key} never comes to ${name}`);
  }

  /** Settles when the focus is on something of this name, in this state where one is wanted. */
  async isOn(name: string, state?: string): Promise<Stop> {
    let stop: Stop | undefined;
    for (const untilMs = performance.now() + patienceMs; performance.now() < untilMs;) {
      stop = await this.focus();
      if (stop?.name === name && (state === undefined || stop.state === state)) return stop;
      await this.page.waitForTimeout(50);
    }
    throw new Error(`The focus is on ${describe(stop)} (${stop?.state}), not on ${name} (${state ?? "any"})`);
  }

  /** What is removed when a key is pressed takes a moment to go. */
  async #settled(): Promise<Stop | undefined> {
    for (let tries = 0; ; tries++) {
      await this.page.evaluate(
        () => new Promise((settle) => requestAnimationFrame(() => requestAnimationFrame(settle))),
      );
      const stop = await this.focus();
      if (stop !== undefined || tries === 20) return stop;
    }
  }
}

function describe(stop: Stop | undefined): string {
  return stop === undefined ? "nothing" : `${stop.role} "${stop.name}"`;
}

/** Runs in the page. */
function focused(): Stop | undefined {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body || element.shadowRoot !== null)
    return undefined;
  const root = element.getRootNode();
  const labelledBy = element.getAttribute("aria-labelledby");
  const label = element.closest("label");
  const name =
    element.ariaLabel ??
    (labelledBy !== null && root instanceof ShadowRoot
      ? root.getElementById(labelledBy)?.textContent
      : undefined) ??
    (label === null
      ? undefined
      : (label.querySelector("span")?.textContent ??
        [...label.childNodes].map((node) => (node instanceof Text ? node.data : "")).join(""))) ??
    (element.querySelector(".label") ?? element).textContent;
  const { left, top, width, height } = element.getBoundingClientRect();
  let hit = document.elementFromPoint(left + width / 2, top + height / 2);
  while (hit?.shadowRoot) {
    const inner: Element | null = hit.shadowRoot.elementFromPoint(left + width / 2, top + height / 2);
    if (inner?.getRootNode() !== hit.shadowRoot) break; // slotted: it lies outside
    hit = inner;
  }
  const style = getComputedStyle(element);
  return {
    role: element.getAttribute("role") ?? element.localName,
    name: (name ?? "").replace(/\s+/g, " ").trim(),
    state:
      element.ariaPressed ??
      element.ariaExpanded ??
      element.ariaChecked ??
      (element instanceof HTMLInputElement && element.type === "checkbox" ? `${element.checked}` : null),
    ringPx: style.outlineStyle === "none" ? 0 : Number.parseFloat(style.outlineWidth),
    isInSight: hit !== null && (element.contains(hit) || label?.contains(hit) === true),
  };
}
