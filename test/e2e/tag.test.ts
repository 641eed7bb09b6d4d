import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";

/** Two people who know nothing but a page with one tag. Driven by what they see and can press. */
describe("<mesh-call> on two pages", () => {
  let harness: CallHarness;
  let anna: Page;
  let tomas: Page;

  beforeAll(async () => {
    harness = await CallHarness.start();
    const server = harness.signalWorker.url;
    anna = await harness.openPage({ voice: "en" });
    tomas = await harness.openPage({ voice: "it", viewport: { width: 375, height: 812 } });
    await harness.openTag(anna, { room: "standup", name: "Anna Berg", server });
    await harness.openTag(tomas, { room: "standup", name: "Tomas Lind", server });
  });
  afterAll(() => harness?.close());

  it("starts with one press of Join on each side and shows the other's moving picture", async () => {
    await press(anna, "Join");
    await anna.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
    await press(tomas, "Join");
    await picture(anna, "Tomas Lind");
    await picture(tomas, "Anna Berg");
    expect(await anna.getByRole("heading", { name: "Nobody else is here yet" }).count()).toBe(0);
  });

  it("shows who speaks while they speak", async () => {
    await ring(anna, "Tomas Lind").waitFor();
    await ring(tomas, "Anna Berg").waitFor();
  });

  it("shows the other's microphone and camera being switched off", async () => {
    const tile = tileOf(tomas, "Anna Berg");
    await press(anna, "Microphone");
    await tile.getByText("Microphone off").waitFor();
    await press(anna, "Microphone");
    await tile.getByText("Microphone off").waitFor({ state: "detached" });
    await press(anna, "Camera");
    await tile.locator("video").waitFor({ state: "hidden" });
    await press(anna, "Camera");
    await picture(tomas, "Anna Berg");
  });

  it("carries chat both ways, in order", async () => {
    await press(anna, "Chat");
    for (const text of ["first", "second", "third"]) {
      await anna.getByRole("textbox").fill(text);
      await anna.keyboard.press("Enter");
    }
    await press(tomas, "Chat");
    await tomas.getByRole("log").getByText("third").waitFor();
    const log = await tomas.getByRole("log").innerText();
    expect(log.indexOf("first")).toBeLessThan(log.indexOf("second"));
    expect(log.indexOf("second")).toBeLessThan(log.indexOf("third"));
    await tomas.getByRole("textbox").fill("all three are here");
    await tomas.keyboard.press("Enter");
    await anna.getByRole("log").getByText("all three are here").waitFor();
  });

  it("shows a shared screen large and gives the stage back afterwards", async () => {
    await press(anna, "Share screen");
    await tileOf(tomas, "Anna Berg’s screen").locator("video").waitFor({ state: "attached" });
    await press(anna, "Stop sharing");
    await tileOf(tomas, "Anna Berg’s screen").waitFor({ state: "detached" });
  });

  it("tells a third person that the call is full", async () => {
    const third = await harness.openPage();
    await harness.openTag(third, { room: "standup", name: "Cem Kaya", server: harness.signalWorker.url });
    await press(third, "Join");
    await third.getByText("This call is full").waitFor();
    await third.getByText("Code 53105").waitFor();
    await third.close();
  });

  it("comes back after a reload as the same person", async () => {
    await tomas.reload();
    await press(tomas, "Join");
    await picture(tomas, "Anna Berg");
    await picture(anna, "Tomas Lind");
    expect(await anna.locator("mesh-tile").count()).toBe(2);
  });

  it("ends for both when one leaves: one is alone, the other may come back", async () => {
    await press(tomas, "Leave");
    await tomas.getByText("You left the call").waitFor();
    await anna.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
  });
});

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name }).first().click();
}

function tileOf(page: Page, name: string) {
  return page.locator("mesh-tile").filter({ hasText: name });
}

function ring(page: Page, name: string) {
  return page.locator("mesh-tile[speaking]").filter({ hasText: name });
}

/** Settles when the tile of `name` shows frames. */
async function picture(page: Page, name: string): Promise<void> {
  const video = tileOf(page, name).locator("video");
  await video.waitFor({ state: "visible" });
  await video.evaluate(async (element) => {
    if (!(element instanceof HTMLVideoElement)) throw new Error("no video");
    for (let frame = 0; frame < 5; frame++) {
      await new Promise((resolve) => element.requestVideoFrameCallback(resolve));
    }
  });
}
