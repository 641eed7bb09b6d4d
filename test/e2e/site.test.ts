import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "./harness/call-harness.ts";
import { SignalWorker } from "./harness/signal-worker.ts";
import { serveStaticFiles, type StaticFiles } from "./harness/static-files.ts";

let files: StaticFiles;
let signalWorker: SignalWorker;
let browser: Browser;

beforeAll(async () => {
  [files, signalWorker, browser] = await Promise.all([
    serveStaticFiles(),
    SignalWorker.start(),
    launchChromium(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await signalWorker?.stop();
  await files?.stop();
});

/** What went wrong on the page so far, the server's refusals included. */
function watchFailures(page: Page): string[] {
  const failures: string[] = [];
  page.on("response", (response) => {
    if (response.status() >= 400) failures.push(`${response.status()} ${response.url()}`);
  });
  page.on("pageerror", (error) => failures.push(error.message));
  return failures;
}

test("the built site opens from a folder of a static host, and nothing fails", async () => {
  const page = await browser.newPage();
  const failures = watchFailures(page);

  await page.goto(`${files.url}/site/`, { waitUntil: "networkidle" });

  expect(await page.title()).toMatch(/meshcall/i);
  expect(await page.evaluate(() => customElements.get("mesh-call") !== undefined)).toBe(true);
  expect(failures).toEqual([]);
});

test.each([
  ["a module", `<script type="module" src="/elements.js"></script>`],
  ["a classic script", `<script src="/meshcall.cdn.js"></script>`],
])("one tag with %s defines the element", async (_kind, tag) => {
  const page = await browser.newPage();
  const failures = watchFailures(page);
  const address = `${files.url}/customer`;
  await page.route(address, (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<!doctype html>${tag}<mesh-call room="standup" server="${signalWorker.url}"></mesh-call>`,
    }),
  );

  await page.goto(address, { waitUntil: "networkidle" });

  expect(await page.evaluate(() => customElements.get("mesh-call") !== undefined)).toBe(true);
  expect(failures).toEqual([]);
});

test("the classic script hands the SDK to the page", async () => {
  const page = await browser.newPage();
  await page.goto(`${files.url}/site/`);
  await page.addScriptTag({ url: "/meshcall.cdn.js" });
  expect(await page.evaluate(() => typeof Reflect.get(globalThis, "Meshcall").connect)).toBe("function");
});
