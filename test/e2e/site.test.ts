import type { Browser } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "./harness/call-harness.ts";
import { serveStaticFiles, type StaticFiles } from "./harness/static-files.ts";

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

test("the built site opens from a folder of a static host, with no request that fails", async () => {
  const page = await browser.newPage();
  const failures: string[] = [];
  page.on(
    "response",
    (response) => response.status() >= 400 && failures.push(`${response.status()} ${response.url()}`),
  );
  page.on("pageerror", (error) => failures.push(error.message));

  await page.goto(`${files.url}/site/`, { waitUntil: "networkidle" });

  expect(await page.title()).toMatch(/meshcall/i);
  expect(await page.evaluate(() => customElements.get("mesh-call") !== undefined)).toBe(true);
  expect(failures).toEqual([]);
});
