import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";

/** What two people do in a call besides talking, each on a page with one tag. */
describe("hands, reactions and talking while a key is held", () => {
  let harness: CallHarness;
  let ada: Page;
  let ben: Page;

  beforeAll(async () => {
    harness = await CallHarness.start();
    const server = harness.signalWorker.url;
    ada = await harness.openPage({ voice: "en" });
    ben = await harness.openPage({ voice: "it", viewport: { width: 375, height: 812 } });
    await harness.openTag(ada, { room: "round", name: "Ada Meyer", server });
    await harness.openTag(ben, { room: "round", name: "Ben Osei", server });
    await press(ada, "Join");
    await ada.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
    await press(ben, "Join");
    for (const page of [ada, ben]) await page.waitForFunction(hasOneOther);
  });
  afterAll(() => harness?.close());

  it("a hand that goes up by a key is said, seen on the tile and listed; its owner takes it down", async () => {
    await ada.locator("mesh-controls").getByRole("button", { name: "Camera" }).focus();
    await ada.keyboard.press("h");
    await ben.getByRole("status").getByText("Ada Meyer raises a hand").waitFor({ state: "attached" });
    await ben.getByRole("img", { name: "Hand raised" }).waitFor();
    await press(ben, "People");
    const hands = ben.getByRole("region", { name: "Raised hands" });
    await hands.getByText("Ada Meyer").waitFor();
    await ada.keyboard.press("h");
    await hands.waitFor({ state: "detached" });
    await press(ben, "Close people");
  });

  it("a hand that is up is there for somebody who comes back", async () => {
    await press(ada, "Raise hand");
    await ben.getByRole("img", { name: "Hand raised" }).waitFor();
    await press(ben, "Leave");
    await press(ben, "Join again");
    await ben.getByRole("img", { name: "Hand raised" }).waitFor();
    await press(ada, "Raise hand");
    await ben.getByRole("img", { name: "Hand raised" }).waitFor({ state: "detached" });
  });

  it("a reaction from a phone's menu is seen on both sides, and said", async () => {
    await press(ben, "More");
    await ben.getByRole("menuitem", { name: "Applause" }).click();
    await ada.locator("mesh-reactions").getByText("👏").waitFor();
    await ben.locator("mesh-reactions").getByText("👏").waitFor();
    await ada.getByRole("status").getByText("Applause: Ben Osei.").waitFor({ state: "attached" });
    await ben.keyboard.press("Escape");
  });

  it("who holds Space with the microphone off is heard, and not after it", async () => {
    await press(ada, "Microphone");
    await ada.locator("body").evaluate(() => {
      const call = document.querySelector("mesh-call");
      if (call instanceof HTMLElement) call.blur();
      let focused = document.activeElement;
      while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
      if (focused instanceof HTMLElement) focused.blur();
    });
    await expect.poll(() => energyOfASecond(ben)).toBeLessThan(silence);
    await ada.keyboard.down("Space");
    await ada.getByText("Talking. Let go to mute.").waitFor();
    await expect.poll(() => energyOfASecond(ben)).toBeGreaterThan(100 * silence);
    await ada.keyboard.up("Space");
    await expect.poll(() => energyOfASecond(ben)).toBeLessThan(silence);
  });
});

/** Opus makes a little noise of nothing: 1e-9 was measured, and 1e-3 for speech. */
const silence = 1e-7;

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

function hasOneOther(): boolean {
  return document.querySelector("mesh-call")?.currentRoom?.participants.size === 1;
}

/** What has come of sound between two looks at the browser's own figures, a second of sound apart. */
async function energyOfASecond(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const look = async () => {
      const reports = (await document.querySelector("mesh-call")?.currentRoom?.getRtcStats())?.values() ?? [];
      let energy = 0;
      let seconds = 0;
      for (const report of reports)
        for (const stats of report.values())
          if (stats.type === "inbound-rtp" && stats.kind === "audio") {
            energy += stats.totalAudioEnergy;
            seconds += stats.totalSamplesDuration;
          }
      return { energy, seconds };
    };
    const first = await look();
    let last = first;
    while (last.seconds < first.seconds + 1) last = await look();
    return last.energy - first.energy;
  });
}
