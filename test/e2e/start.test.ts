import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchChromium } from "./harness/call-harness.ts";
import { DevServer } from "./harness/dev-server.ts";

let start: DevServer;
let browser: Browser;

beforeAll(async () => {
  start = await DevServer.start();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await start?.stop();
});

it("`npm start` prints one address, where two tabs call each other in two clicks each", async () => {
  const context = await browser.newContext({ permissions: ["camera", "microphone"] });
  const first = await context.newPage();
  await first.goto(start.url);
  await first
    .getByRole("button", { name: "Start a call" })
    .or(first.getByRole("link", { name: "Start a call" }))
    .click();
  await join(first, "Anna");
  await first.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();

  const second = await context.newPage();
  await second.goto(first.url()); // the link that was shared
  await join(second, "Tomas");
  await picture(second, "Anna");
  await first.bringToFront();
  await picture(first, "Tomas");
  expect(new URL(first.url()).origin).toBe(new URL(start.url).origin);
});

async function join(page: Page, name: string): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Join" }).click();
}

async function picture(page: Page, name: string): Promise<void> {
  const video = page.locator("mesh-tile").filter({ hasText: name }).locator("video");
  await video.waitFor({ state: "visible" });
  await video.evaluate(async (element) => {
    if (!(element instanceof HTMLVideoElement)) throw new Error("no video");
    for (let frame = 0; frame < 5; frame++) {
      await new Promise((resolve) => element.requestVideoFrameCallback(resolve));
    }
  });
}
