import { createRequire } from "node:module";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./harness/call-harness.ts";
import { serveStaticFiles, type StaticFiles } from "./harness/static-files.ts";

/** The documentation as it is built. */
let files: StaticFiles;
let browser: Browser;

beforeAll(async () => {
  files = await serveStaticFiles();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await files?.stop();
});

async function open(path: string, options: Parameters<Browser["newPage"]>[0] = {}): Promise<Page> {
  const page = await browser.newPage(options);
  await page.goto(`${files.url}/site/docs/${path}`);
  return page;
}

const kinds = ["index.html", "elements/mesh-call.html", "examples/one-to-one.html", "protocol.html"];

describe.each(kinds)("%s", (path) => {
  it.each(["light", "dark"] as const)("can be read by everybody, in %s", async (colorScheme) => {
    const page = await open(path, { colorScheme });
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve("axe-core") });
    const found = await page.evaluate(async () => {
      const axe = Reflect.get(globalThis, "axe") as typeof import("axe-core");
      const { violations } = await axe.run({ resultTypes: ["violations"] });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("; ")}`);
    });
    expect(found).toEqual([]);
    await page.close();
  });

  it("fits a small phone", async () => {
    const page = await open(path, { viewport: { width: 320, height: 640 } });
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(widths[0]).toBeLessThanOrEqual(widths[1]!);
    await page.close();
  });

  it("reads the same without scripts", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${files.url}/site/docs/${path}`);
    await page.getByRole("main").getByRole("heading", { level: 1 }).waitFor();
    await context.close();
  });
});

it("is searched by keyboard alone", async () => {
  const page = await open("index.html");
  await page.keyboard.press("/");
  await page.keyboard.type("key rotation rekey");
  await page.getByText("0 found").waitFor({ state: "attached" });
  await page.getByRole("searchbox").fill("mesh-call part");
  await page.getByRole("link", { name: "Parts" }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/elements\/mesh-call\.html#parts$/);
});

it("leads from the first page of the site to the documentation, and back", async () => {
  const page = await browser.newPage();
  await page.goto(`${files.url}/site/`);
  await page.getByRole("link", { name: "Documentation" }).click();
  await page.waitForURL(/\/site\/docs\//);
  await page.getByRole("link", { name: "Start a call" }).click();
  await page.getByRole("heading", { name: "Video calls your page makes by itself." }).waitFor();
});
