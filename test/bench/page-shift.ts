import type { Page } from "playwright";
import type { Others } from "./page-others.ts";

/** One entry of the Layout Instability API. */
interface Shift {
  value: number;
  /** Within 500 ms of a press: what the person has asked for does not count. */
  hadRecentInput: boolean;
  atMs: number;
  sources: string[];
}

declare global {
  interface Window {
    shifts: Shift[];
  }
}

/** Longer than the API takes what happens for an answer to a press. */
const afterInputMs = 900;

/**
 * A call as it goes, in one page with one tag: load, lobby, join, three people come, one shares a screen and stops, one
 * leaves, panels open and close. @returns the sum of all shifts without recent input, which CLS counts
 */
export async function layoutShiftOf(page: Page, address: string, others: Others): Promise<number> {
  await page.addInitScript(observe);
  await page.goto(address);
  const join = page.getByRole("button", { name: "Join", exact: true });
  await join.waitFor();
  await page.waitForFunction(
    () => document.querySelector("mesh-call")?.shadowRoot?.querySelector("mesh-lobby") !== null,
  );
  await page.waitForTimeout(2 * afterInputMs);
  await join.click();
  await page.getByRole("toolbar").waitFor();
  await page.waitForTimeout(afterInputMs);
  const tiles = (count: number) =>
    page.waitForFunction(
      (wanted) =>
        document
          .querySelector("mesh-call")
          ?.shadowRoot?.querySelector("mesh-stage")
          ?.shadowRoot?.querySelectorAll("mesh-tile").length === wanted,
      count,
    );
  for (const [index, name] of ["Bea", "Cleo", "Dan"].entries()) {
    await others.join(name);
    await tiles(index + 2);
    await page.waitForTimeout(afterInputMs);
  }
  const stop = await others.shareScreen("Cleo");
  await tiles(5);
  await page.waitForTimeout(2 * afterInputMs);
  await stop();
  await tiles(4);
  await page.waitForTimeout(afterInputMs);
  await others.leave("Bea");
  await tiles(3);
  await page.waitForTimeout(afterInputMs);
  for (const name of ["Chat", "People"]) {
    const button = page.getByRole("button", { name, exact: true });
    await button.click();
    await page.waitForTimeout(2 * afterInputMs);
    await button.click();
    await page.waitForTimeout(afterInputMs);
  }
  const shifts = await page.evaluate(() => window.shifts);
  for (const shift of shifts) console.error("shift", JSON.stringify(shift));
  return shifts.filter(({ hadRecentInput }) => !hadRecentInput).reduce((sum, { value }) => sum + value, 0);
}

/* ---------- what follows is serialised into the page ---------- */

function observe(): void {
  window.shifts = [];
  const nameOf = (node: unknown): string =>
    node instanceof Element ? `${node.localName}.${node.className}` : String(node);
  const describe = (source: unknown): string => {
    const read = (key: string): unknown =>
      typeof source === "object" && source !== null ? Reflect.get(source, key) : undefined;
    return `${nameOf(read("node"))} ${JSON.stringify(read("previousRect"))} -> ${JSON.stringify(read("currentRect"))}`;
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const sources: unknown = Reflect.get(entry, "sources");
      window.shifts.push({
        value: Number(Reflect.get(entry, "value")),
        hadRecentInput: Reflect.get(entry, "hadRecentInput") === true,
        atMs: Math.round(entry.startTime),
        sources: Array.isArray(sources) ? sources.map(describe) : [],
      });
    }
  }).observe({ type: "layout-shift", buffered: true });
}
