import { afterAll, afterEach, beforeAll, describe, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";
import { findFirefox, launchFirefox, type Firefox, type FirefoxPage } from "./harness/firefox.ts";
import { TagPage } from "./harness/tag-page.ts";

const firefoxPath = findFirefox();
if (firefoxPath === undefined)
  console.log("No Firefox found: sealed calls with Firefox are left out. FIREFOX_PATH names one.");

/** What is seen and heard was sealed, since nothing else leaves or is played. */
describe.runIf(firefoxPath !== undefined)("<mesh-call seal-media> in Firefox", () => {
  let harness: CallHarness;
  let firefox: Firefox;
  const foxes: FirefoxPage[] = [];

  beforeAll(async () => {
    harness = await CallHarness.start({ ROOM_TYPE: "peer-to-peer" });
    firefox = await launchFirefox(firefoxPath ?? "");
  });
  afterEach(async () => {
    for (const page of foxes.splice(0)) await page.close();
    await harness.closePages();
  });
  afterAll(async () => {
    await firefox?.close();
    await harness?.close();
  });

  function tag(room: string, name: string) {
    return { room, name, server: harness.signalWorker.url, more: "seal-media" };
  }

  async function inFirefox(room: string, name: string): Promise<{ tag: TagPage; page: FirefoxPage }> {
    const page = await firefox.newPage();
    foxes.push(page);
    await page.goto(harness.addTag(tag(room, name)));
    return { tag: new TagPage(page, name), page };
  }

  async function inChromium(room: string, name: string): Promise<TagPage> {
    const page = await harness.openPage();
    await harness.openTag(page, tag(room, name));
    return new TagPage(page, name);
  }

  it.each([
    ["Firefox offers", "fox last"],
    ["Chromium offers", "fox first"],
  ])("calls Chromium, and goes on when the camera was off: %s", async (_, room) => {
    const [{ tag: fox }, ben] = [await inFirefox(room, "Fox"), await inChromium(room, "Ben")];
    const [first, last] = room === "fox last" ? [ben, fox] : [fox, ben];
    await first.press("Join");
    await first.says("Nobody else is here yet");
    await last.press("Join");
    await Promise.all([fox.sees("Ben"), ben.sees("Fox"), fox.hears(), ben.hears()]);
    for (const [who, name, other] of [
      [fox, "Fox", ben],
      [ben, "Ben", fox],
    ] as const) {
      await who.press("Camera");
      await other.seesNot(name);
      await who.press("Camera");
      await other.sees(name);
    }
  });

  it("calls Firefox", async () => {
    const [fox, vixen] = [await inFirefox("den", "Fox"), await inFirefox("den", "Vixen")];
    await vixen.tag.press("Join");
    await vixen.tag.says("Nobody else is here yet");
    await fox.page.bringToFront(); // a page behind shows no pictures
    await fox.tag.press("Join");
    await fox.tag.sees("Vixen");
    await fox.tag.hears();
    await vixen.page.bringToFront();
    await vixen.tag.sees("Fox");
    await vixen.tag.hears();
  });
});
