import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Browser, Page } from "playwright";
import { afterAll, beforeAll, expect, it } from "vitest";
import { repositoryDir } from "../../scripts/repository.ts";
import { launchChromium } from "./harness/call-harness.ts";
import { freePort } from "./harness/signal-worker.ts";

/** The README's first command, as a newcomer types it. */
let start: ChildProcess;
let url: string;
let browser: Browser;

beforeAll(async () => {
  start = spawn("npm", ["start", "--", "--port", String(await freePort())], {
    cwd: repositoryDir,
    // a newcomer's shell knows nothing of the test runner that this one is in
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST"))),
    stdio: ["ignore", "pipe", "inherit"],
    detached: true, // npm, Vite and workerd end together
  });
  url = await printedAddress(start);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  if (start.pid === undefined || start.exitCode !== null) return;
  const ended = once(start, "exit");
  process.kill(-start.pid, "SIGTERM");
  await ended;
});

it("`npm start` prints one address, where two tabs call each other in two clicks each", async () => {
  const context = await browser.newContext({ permissions: ["camera", "microphone"] });
  const first = await context.newPage();
  await first.goto(url);
  await first
    .getByRole("button", { name: "Start a call" })
    .or(first.getByRole("link", { name: "Start a call" }))
    .click();
  await join(first, "Anna");
  await first.getByText("Nobody else is here yet").waitFor();

  const second = await context.newPage();
  await second.goto(first.url()); // the link that was shared
  await join(second, "Tomas");
  await picture(second, "Anna");
  await first.bringToFront();
  await picture(first, "Tomas");
  expect(new URL(first.url()).origin).toBe(new URL(url).origin);
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

function printedAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`npm start ended with ${code}`)));
    if (child.stdout === null) return reject(new Error("npm start prints nothing"));
    createInterface(child.stdout).on("line", (line) => {
      const [address] = /http:\/\/\S+/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
}
