import type { BrowserContext, Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";

/** What a browser gives to a page alone, not to one in a frame: a window over all others, and the whole screen. */
describe("a call in a small window, and on the whole screen", () => {
  let harness: CallHarness;
  let anna: Page;
  let tomas: Page;
  let context: BrowserContext;

  beforeAll(async () => {
    harness = await CallHarness.start();
    const server = harness.signalWorker.url;
    anna = await harness.openPage({ voice: "en" });
    tomas = await harness.openPage({ voice: "it" });
    context = anna.context();
    for (const [page, name] of [
      [anna, "Anna Berg"],
      [tomas, "Tomas Lind"],
    ] as const) {
      await harness.openTag(page, { room: "floating", name, server });
      await page.getByRole("button", { name: "Join", exact: true }).click();
    }
    await anna.locator("mesh-stage mesh-tile").nth(1).waitFor();
  });
  afterAll(() => harness?.close());

  async function choose(name: string): Promise<void> {
    await anna.getByRole("button", { name: "More", exact: true }).click();
    await anna.getByRole("menuitemcheckbox", { name }).or(anna.getByRole("menuitem", { name })).click();
  }

  it("floats with moving pictures in their dress, mutes, and closes with the same press", async () => {
    const opened = context.waitForEvent("page");
    await choose("Picture in picture");
    const small = await opened;
    await small.waitForFunction(() => {
      const host = document.querySelector("div");
      const tiles = [...(host?.shadowRoot?.querySelectorAll("mesh-tile") ?? [])];
      const videos = tiles.map((tile) => tile.shadowRoot?.querySelector("video"));
      return (
        videos.length === 2 &&
        videos.every((video) => (video?.getVideoPlaybackQuality().totalVideoFrames ?? 0) > 5)
      );
    });
    const tile = small.locator("mesh-tile").first();
    const box = await tile.boundingBox();
    expect(box?.width).toBeGreaterThan(200);
    expect(await tile.locator("video").evaluate((video) => getComputedStyle(video).objectFit)).toBe("cover");
    await small.getByText("Tomas Lind").waitFor();
    await small.getByRole("button", { name: "Microphone" }).click();
    await tomas.getByText("Microphone off").first().waitFor({ state: "attached" });
    const closed = small.waitForEvent("close");
    await choose("Picture in picture");
    await closed;
  });

  it("fills the screen with its buttons, and comes back", async () => {
    await choose("Full screen");
    await anna.waitForFunction(() => document.fullscreenElement?.localName === "mesh-call");
    await anna.getByRole("toolbar").waitFor();
    await choose("Full screen");
    await anna.waitForFunction(() => document.fullscreenElement === null);
  });

  it("ends with the call", async () => {
    const opened = context.waitForEvent("page");
    await choose("Picture in picture");
    const small = await opened;
    const closed = small.waitForEvent("close");
    await small.getByRole("button", { name: "Leave" }).click();
    await closed;
    await anna.getByText("You left the call").waitFor();
  });
});
