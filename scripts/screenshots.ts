import { mkdirSync } from "node:fs";
import type { Page } from "playwright";
import { launchChromium } from "../test/e2e/harness/call-harness.ts";
import { SignalWorker } from "../test/e2e/harness/signal-worker.ts";
import { serveStaticFiles } from "../test/e2e/harness/static-files.ts";
import { inRepository } from "./repository.ts";
import { showPerson } from "./screenshot-person.ts";

/**
 * `node scripts/screenshots.ts [scene…]`: pictures of the built site in real calls, for looking at, in
 * test/.output/screenshots: each scene on desktop and phone, light and dark. Run `npm run build` first.
 */
const outputDir = inRepository("test/.output/screenshots");
const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 375, height: 812 } } as const;
const schemes = ["light", "dark"] as const;

const chosen = process.argv.slice(2);
mkdirSync(outputDir, { recursive: true });
const files = await serveStaticFiles();
const signalWorker = await SignalWorker.start();
const roomOfTen = await SignalWorker.start({ ROOM_TYPE: "peer-to-peer" });
const withRules = await SignalWorker.start({
  ROOM_TYPE: "peer-to-peer",
  ACCESS_JSON: JSON.stringify([
    { rooms: "knock-*", admission: "knock" },
    { rooms: "stage-*", maxPublishers: 2, maxAttendees: 5, notifyJoining: true },
  ]),
});
const browser = await launchChromium();

/** One person at one browser, on the site. */
async function person(look: 0 | 1 | 2 | 3 | 4, server = signalWorker): Promise<Page> {
  const context = await browser.newContext({
    permissions: ["camera", "microphone"],
    viewport: sizes.desktop,
  });
  await context.addInitScript(showPerson, look);
  await context.addInitScript(nameSignalWorker, server.url);
  return context.newPage();
}

/** Runs in the page: a static host names its signal-worker in its HTML. */
function nameSignalWorker(url: string): void {
  addEventListener("DOMContentLoaded", () => {
    const meta = document.createElement("meta");
    meta.name = "meshcall-server";
    meta.content = url;
    document.head.append(meta);
  });
}

async function lobby(page: Page, room: string): Promise<void> {
  await page.goto(`${files.url}/site/?room=${room}`);
  await page.getByRole("button", { name: "Join" }).waitFor();
}

async function join(page: Page, room: string, name: string): Promise<void> {
  await lobby(page, room);
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("toolbar").waitFor();
}

/** Both see the other's picture. */
async function pair(room: string): Promise<[Page, Page]> {
  const pages: [Page, Page] = [await person(0), await person(1)];
  await join(pages[0], room, "Anna Berg");
  await join(pages[1], room, "Tomas Lind");
  for (const page of pages) await picture(page, ".pair .other video");
  return pages;
}

/** Settles when the `<video>` shows a frame. */
async function picture(page: Page, selector: string): Promise<void> {
  await page.locator(selector).evaluate(async (video: HTMLVideoElement) => {
    if (video.videoWidth > 0) return;
    await new Promise((settle) => video.addEventListener("resize", settle, { once: true }));
  });
}

async function pictureOf(page: Page, name: string): Promise<void> {
  const video = page.locator("mesh-tile").filter({ hasText: name }).locator("video:not([hidden])");
  await video.first().evaluate(async (shown: HTMLVideoElement) => {
    if (shown.videoWidth > 0) return;
    await new Promise((settle) => shown.addEventListener("resize", settle, { once: true }));
  });
}

async function shoot(page: Page, scene: string): Promise<void> {
  for (const [device, size] of Object.entries(sizes)) {
    for (const scheme of schemes) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: scheme });
      // two frames: one to lay out, one to paint
      await page.evaluate(
        () => new Promise((settle) => requestAnimationFrame(() => requestAnimationFrame(settle))),
      );
      await page.screenshot({
        path: `${outputDir}/${scene}-${device}-${scheme}.png`,
        animations: "disabled",
      });
    }
  }
}

const scenes: Record<string, () => Promise<void>> = {
  async site() {
    const page = await person(0);
    await page.goto(`${files.url}/site/`);
    await shoot(page, "site");
    await page.context().close();
  },
  async lobby() {
    const page = await person(0);
    await lobby(page, "calm-otter-417");
    await page.getByLabel("Your name").fill("Anna Berg");
    await picture(page, ".preview video");
    // somebody speaks
    await page
      .locator('[role="meter"][aria-valuenow]:not([aria-valuenow^="1"], [aria-valuenow="0"])')
      .waitFor();
    await shoot(page, "lobby");
    await page.getByText("Devices", { exact: true }).click();
    await shoot(page, "lobby-devices");
    await page.context().close();
  },
  async denied() {
    const page = await person(0);
    await page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
    });
    await lobby(page, "calm-otter-417");
    await page.getByText("blocked").waitFor();
    await shoot(page, "denied");
    await page.getByLabel("Your name").fill("Anna Berg");
    await page.getByRole("button", { name: "Join" }).click();
    await page.getByRole("button", { name: "Copy link" }).waitFor();
    await shoot(page, "alone-without-devices");
    await page.context().close();
  },
  async alone() {
    const page = await person(0);
    await join(page, "sunny-heron-228", "Anna Berg");
    await shoot(page, "alone");
    await page.context().close();
  },
  async call() {
    const [anna, tomas] = await pair("calm-otter-417");
    await shoot(anna, "call");
    await anna.getByRole("button", { name: "Devices" }).click();
    await shoot(anna, "devices");
    await anna.getByRole("button", { name: "Close devices" }).click();
    await tomas.getByRole("button", { name: "Camera" }).click();
    await tomas.getByRole("button", { name: "Microphone" }).click();
    await anna.locator(".pair .other video[hidden]").waitFor({ state: "attached" });
    await shoot(anna, "camera-off");
    await shoot(tomas, "own-camera-off");
    for (const page of [anna, tomas]) await page.context().close();
  },
  async chat() {
    const [anna, tomas] = await pair("quiet-finch-305");
    const write = async (page: Page, text: string): Promise<void> => {
      await page.getByLabel("Message", { exact: true }).fill(text);
      await page.keyboard.press("Enter");
      for (const other of [anna, tomas]) await other.getByText(text.slice(0, 12)).waitFor();
    };
    for (const page of [anna, tomas]) await page.getByRole("button", { name: "Chat" }).click();
    await write(anna, "Morning! Can you see the plan?");
    await write(tomas, "Yes, one second. It is at https://example.org/plan/2026?week=47");
    await write(anna, "Thanks. I like the second page best, let us start there.");
    await shoot(anna, "chat");
    await tomas.getByRole("button", { name: "Close chat" }).click();
    await write(anna, "Do you have the numbers?").catch(() => undefined);
    await tomas.getByText("1", { exact: true }).waitFor();
    await shoot(tomas, "chat-unread");
    for (const page of [anna, tomas]) await page.context().close();
  },
  async screen() {
    const [anna, tomas] = await pair("bright-lynx-640");
    await tomas.getByRole("button", { name: "Share screen" }).click();
    await picture(anna, ".screens video");
    await shoot(anna, "screen");
    await shoot(tomas, "sharing");
    for (const page of [anna, tomas]) await page.context().close();
  },
  async crowd() {
    const names = ["Anna Berg", "Tomas Lind", "Mei Tanaka", "Amara Okafor", "Jules Martin"];
    const pages: Page[] = [];
    for (const [look, name] of names.entries()) {
      const page = await person(([0, 1, 2, 3, 4] as const)[look] ?? 0, roomOfTen);
      await join(page, "lively-robin-909", name);
      pages.push(page);
    }
    const [anna, ...others] = pages;
    if (anna === undefined) return;
    await others.at(-1)?.getByRole("button", { name: "Camera" }).click();
    for (const name of names.slice(1, -1)) await pictureOf(anna, name);
    await shoot(anna, "crowd");
    await others[0]?.getByRole("button", { name: "Share screen" }).click();
    await picture(anna, ".screens video");
    await shoot(anna, "crowd-screen");
    for (const page of pages) await page.context().close();
  },
  async rules() {
    const anna = await person(0, withRules);
    await join(anna, "knock-calm-otter", "Anna Berg");
    const [tomas, mei] = [await person(1, withRules), await person(2, withRules)];
    for (const [page, name] of [
      [tomas, "Tomas Lind"],
      [mei, "Mei Tanaka"],
    ] as const) {
      await lobby(page, "knock-calm-otter");
      await page.getByLabel("Your name").fill(name);
      await page.getByRole("button", { name: "Join" }).click();
      await page.getByRole("heading", { name: "Waiting to be let in" }).waitFor();
    }
    await shoot(tomas, "waiting");
    await anna.getByRole("button", { name: "People", exact: true }).click();
    await anna.getByRole("button", { name: "Let in Tomas Lind" }).click();
    await pictureOf(anna, "Tomas Lind");
    await anna.getByRole("button", { name: "More for Tomas Lind" }).click();
    await shoot(anna, "people-host");
    await anna.getByRole("button", { name: "Mute", exact: true }).click();
    await tomas.getByText("A host has muted you", { exact: false }).first().waitFor();
    await shoot(tomas, "muted");
    await tomas.getByRole("button", { name: "People", exact: true }).click();
    await shoot(tomas, "people");
    await anna.getByRole("button", { name: "Put out of the call" }).click();
    await shoot(anna, "put-out-ask");
    await anna.getByRole("button", { name: "Put out", exact: true }).click();
    await tomas.getByRole("heading", { name: "taken out" }).waitFor();
    await shoot(tomas, "put-out");
    await anna.getByRole("button", { name: "Turn away Mei Tanaka" }).click();
    await mei.getByRole("heading", { name: "not let in" }).waitFor();
    await shoot(mei, "turned-away");
    await anna.getByLabel("New PIN").fill("4711");
    await anna.getByRole("button", { name: "Set", exact: true }).click();
    await anna.getByText("A PIN is asked for").waitFor();
    await lobby(mei, "knock-calm-otter");
    await mei.getByRole("button", { name: "Join" }).click();
    await mei.getByLabel("PIN").fill("1234");
    await shoot(mei, "pin");
    await mei.keyboard.press("Enter");
    await mei.getByRole("alert").waitFor();
    await shoot(mei, "pin-wrong");
    for (const page of [anna, tomas, mei]) await page.context().close();
  },
  async attendee() {
    const [anna, tomas, mei] = [
      await person(0, withRules),
      await person(1, withRules),
      await person(2, withRules),
    ];
    await join(anna, "stage-calm-otter", "Anna Berg");
    await join(tomas, "stage-calm-otter", "Tomas Lind");
    await join(mei, "stage-calm-otter", "Mei Tanaka");
    for (const name of ["Anna Berg", "Tomas Lind"]) await pictureOf(mei, name);
    await shoot(mei, "attendee");
    await anna.getByRole("button", { name: "People", exact: true }).click();
    await anna.getByText("Mei Tanaka").waitFor();
    await shoot(anna, "people-attendees");
    for (const page of [anna, tomas, mei]) await page.context().close();
  },
  async full() {
    const pages = await pair("merry-puffin-152");
    const third = await person(0);
    await lobby(third, "merry-puffin-152");
    await third.getByLabel("Your name").fill("Third");
    await third.getByRole("button", { name: "Join" }).click();
    await third.getByRole("heading", { name: "full" }).waitFor();
    await shoot(third, "full");
    for (const page of [...pages, third]) await page.context().close();
  },
  async evicted() {
    const page = await person(0);
    await join(page, "gentle-crane-871", "Anna Berg");
    const identity = await page.evaluate(() => sessionStorage.getItem("meshcall.identity"));
    const other = await page.context().newPage();
    await other.addInitScript((known) => sessionStorage.setItem("meshcall.identity", known ?? ""), identity);
    await join(other, "gentle-crane-871", "Anna Berg");
    await page.getByRole("button", { name: "Continue here" }).waitFor();
    await shoot(page, "evicted");
    await other.getByRole("button", { name: "Leave" }).click();
    await other.getByRole("button", { name: "Join again" }).waitFor();
    await shoot(other, "left");
    await page.context().close();
  },
  async reconnecting() {
    const [anna, tomas] = await pair("swift-seal-533");
    // a tab that hangs answers no ping
    const hang = tomas.evaluate((ms) => {
      for (const end = Date.now() + ms; Date.now() < end;);
    }, 20_000);
    await anna.getByText("Reconnecting…").first().waitFor();
    await shoot(anna, "participant-reconnecting");
    await hang;
    await anna.locator(".pair .other video:not([hidden])").waitFor();
    await signalWorker.kill();
    await anna.getByText("The call goes on").waitFor();
    await shoot(anna, "server-away");
    await tomas.context().close();
    await anna.getByText("comes back by itself").waitFor({ timeout: 60_000 });
    await shoot(anna, "reconnecting");
    await anna.context().close();
    const late = await person(1);
    await lobby(late, "swift-seal-533");
    await late.getByLabel("Your name").fill("Late");
    await late.getByRole("button", { name: "Join" }).click();
    await late.getByText("does not answer").waitFor();
    await shoot(late, "unreachable");
    await late.context().close();
  },
};

try {
  for (const [name, scene] of Object.entries(scenes)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    console.log(name);
    await scene();
  }
} finally {
  await browser.close();
  await signalWorker.stop();
  await roomOfTen.stop();
  await withRules.stop();
  await files.stop();
}
