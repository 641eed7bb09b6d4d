import type { Browser, BrowserContext, FrameLocator, Locator, Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { exampleNames } from "../../scripts/docs-site/example-page.ts";
import { launchChromium } from "./harness/call-harness.ts";
import { DevServer } from "./harness/dev-server.ts";

/** The documentation's examples as they run on the development server: two pages of each meet. */
let server: DevServer;
let browser: Browser;
let context: BrowserContext;
/** What went wrong in any page of a test. */
let failures: string[];

beforeAll(async () => {
  server = await DevServer.start();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(async () => {
  failures = [];
  context = await browser.newContext({ permissions: ["camera", "microphone"] });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`forbidden by the policy: ${violatedDirective} ${blockedURI}`),
    );
  });
  context.on("page", (page) => {
    page.on("pageerror", (error) => failures.push(error.message));
    page.on("console", (message) => {
      if (/forbidden by the policy|Content Security Policy/.test(message.text()))
        failures.push(message.text());
    });
  });
});
afterEach(() => context?.close());

/** As who presses the button on the example's page, then "open it in a tab" for each. */
async function openExample(name: string, page = ""): Promise<[Page, Page]> {
  const about = await context.newPage();
  await about.goto(`${server.url}docs/examples/${name}.html`);
  const address = new URL(
    (await about.getByRole("link", { name: "Open it in a tab" }).getAttribute("href"))!,
    about.url(),
  );
  const first = await context.newPage();
  await first.goto(address.href);
  const second = await context.newPage();
  await second.goto(address.href.replace(/(?=\?)/, page));
  return [first, second];
}

async function join(place: Page | FrameLocator, name: string): Promise<void> {
  await place.getByLabel("Your name").fill(name);
  await place.getByRole("button", { name: "Join", exact: true }).click();
}

/** Whose picture moves. */
async function sees(page: Page, video: Locator): Promise<void> {
  await page.bringToFront();
  await video.waitFor({ state: "visible" });
  await video.evaluate(async (element) => {
    if (!(element instanceof HTMLVideoElement)) throw new Error("no video");
    for (let frame = 0; frame < 3; frame++)
      await new Promise((resolve) => element.requestVideoFrameCallback(resolve));
  });
}

function tile(place: Page | FrameLocator, name: string): Locator {
  return place.locator("mesh-tile").filter({ hasText: name }).locator("video");
}

const meetings: Record<string, () => Promise<void>> = {
  "one-to-one": async () => {
    const [ana, ben] = await openExample("one-to-one");
    await join(ana, "Ana");
    await join(ben, "Ben");
    await sees(ben, tile(ben, "Ana"));
    await sees(ana, tile(ana, "Ben"));
  },

  "stand-up": async () => {
    const [ana, ben] = await openExample("stand-up");
    await join(ana, "Ana");
    await join(ben, "Ben");
    await sees(ben, tile(ben, "Ana"));
    const turn = (page: Page): Locator => page.locator("#turns [aria-current]");
    await expect.poll(() => ana.locator("#turns li").count()).toBe(2);
    expect(await turn(ana).textContent()).toBe("Ana");
    await ana.getByRole("button", { name: "Next, please" }).click();
    await expect.poll(() => turn(ana).textContent()).toBe("Ben");
    await ben.getByRole("button", { name: "Next, please" }).click();
    await expect.poll(() => turn(ana).textContent()).toBe("Ana");
  },

  audience: async () => {
    const [stage, seat] = await openExample("audience", "watch.html");
    await join(stage, "Ana");
    await stage.getByRole("toolbar").waitFor();
    await join(seat, "Ben");
    await sees(seat, tile(seat, "Ana"));
    expect(
      await seat
        .locator("mesh-call")
        .evaluate((call: HTMLElementTagNameMap["mesh-call"]) => call.currentRoom?.localParticipant.role),
    ).toBe("attendee");
  },

  headless: async () => {
    const [ana, ben] = await openExample("headless");
    await join(ana, "Ana");
    await ana.getByText("In try-").waitFor();
    await join(ben, "Ben");
    await sees(ben, ben.locator("figure", { hasText: "Ana" }).locator("video"));
    await sees(ana, ana.locator("figure", { hasText: "Ben" }).locator("video"));
    expect(await ana.evaluate(() => customElements.get("mesh-call"))).toBeUndefined();
    await ben.getByRole("button", { name: "Leave" }).click();
    await ana.locator("figure", { hasText: "Ben" }).waitFor({ state: "detached" });
  },

  "own-token-server": async () => {
    const [ana, ben] = await openExample("own-token-server");
    await join(ana, "Ana");
    await join(ben, "Ben");
    // what is typed is for oneself: the others see the name in the token
    for (const page of [ana, ben]) {
      const others = page.locator("mesh-tile:not([own])").filter({ hasText: /Member [0-9a-f]{4}/ });
      await sees(page, others.locator("video"));
    }
  },

  "moved-from-twilio": async () => {
    const [ana, ben] = await openExample("moved-from-twilio");
    await join(ana, "Ana");
    await ana.getByText("Connected as Ana").waitFor();
    await join(ben, "Ben");
    await sees(ben, ben.locator("#remote-media div", { hasText: "Ana" }).locator("video"));
    await sees(ana, ana.locator("#remote-media div", { hasText: "Ben" }).locator("video"));
    await ben.getByRole("button", { name: "Leave" }).click();
    await ana.locator("#remote-media div").waitFor({ state: "detached" });
  },

  embedded: async () => {
    const [ana, ben] = await openExample("embedded");
    await join(ana.frameLocator("iframe"), "Ana");
    await join(ben.frameLocator("iframe"), "Ben");
    await sees(ben, tile(ben.frameLocator("iframe"), "Ana"));
    await sees(ana, tile(ana.frameLocator("iframe"), "Ben"));
  },
};

describe("two pages meet in the example", () => {
  it.each(exampleNames())("%s", async (name) => {
    await meetings[name]!();
    expect(failures).toEqual([]);
  });
});

it("an example runs inside its own page, too", async () => {
  const page = await context.newPage();
  await page.goto(`${server.url}docs/examples/one-to-one.html`);
  await page.getByRole("button", { name: "Run it here" }).click();
  const frame = page.frameLocator("iframe");
  await join(frame, "Ana");
  await frame.getByRole("toolbar").waitFor();

  const other = await context.newPage();
  await other.goto(
    new URL((await page.getByRole("link", { name: "here is the second" }).getAttribute("href"))!, page.url())
      .href,
  );
  await join(other, "Ben");
  await sees(other, tile(other, "Ana"));
  expect(failures).toEqual([]);
});
