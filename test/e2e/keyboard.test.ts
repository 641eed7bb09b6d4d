import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";
import { Keyboard } from "./harness/keyboard.ts";

/** A whole call, from the lobby to the second time, by two people who have a keyboard and nothing else. */
describe("a call by keyboard alone", () => {
  let harness: CallHarness;
  let host: Keyboard;
  let guest: Keyboard;

  beforeAll(async () => {
    harness = await CallHarness.start({
      ROOM_TYPE: "peer-to-peer",
      ACCESS_JSON: JSON.stringify([{ rooms: "practice", admission: "knock" }]),
    });
    const server = harness.signalWorker.url;
    [host, guest] = (await Promise.all(
      [
        { name: "Dr Okafor", voice: "en" as const },
        { name: "Tomas Lind", voice: "it" as const },
      ].map(async ({ name, voice }) => {
        const page = await harness.openPage({ voice });
        await harness.openTag(page, { room: "practice", name, server });
        return new Keyboard(page);
      }),
    )) as [Keyboard, Keyboard];
  });
  afterAll(() => harness?.close());

  it("lobby: what is needed most has the focus, and the rest comes in the order it is read", async () => {
    await host.isOn("Join");
    const back = await host.tabTo("Microphone", "Shift+Tab");
    expect(back).toEqual(["Your name", "Camera", "Microphone"]);
    for (const state of ["false", "true"]) {
      await host.press("Space");
      await host.isOn("Microphone", state);
    }
    await host.tabTo("Devices");
    await host.press("Enter");
    await host.page.getByRole("combobox", { name: "Camera" }).waitFor();
    await host.tabTo("Camera");
    await host.tabTo("Join", "Shift+Tab");
    await host.press("Enter");
    await host.page.getByRole("toolbar", { name: "Call controls" }).waitFor();
    expect((await host.isOn("Microphone")).ringPx).toBeGreaterThanOrEqual(2);
  });

  it("the host hears of a knock, goes to the people, and lets them in", async () => {
    await guest.isOn("Join");
    await guest.press("Enter");
    await guest.page.getByRole("heading", { name: "Waiting to be let in" }).waitFor();
    await guest.isOn("Leave");
    await host.page
      .getByRole("status")
      .getByText("Tomas Lind wants to come in")
      .waitFor({ state: "attached" });
    await host.arrowTo("People");
    await host.press("Enter");
    await host.isOn("Close people");
    await host.tabTo("Let in Tomas Lind");
    await host.press("Enter");
    await picture(host.page, "Tomas Lind");
    await host.page.getByRole("button", { name: "Let in Tomas Lind" }).waitFor({ state: "detached" });
    await host.isOn("Close people");
    await guest.isOn("Microphone");
  });

  it("a host mutes and changes their mind about putting out; each time the focus is where it was", async () => {
    await host.tabTo("More for Tomas Lind");
    await host.press("Enter");
    await host.tabTo("Mute");
    await host.press("Enter");
    await guest.page.getByText("A host has muted you. Nobody hears you.").waitFor();
    await host.tabTo("Put out of the call");
    await host.press("Enter");
    await host.page.getByRole("dialog").waitFor();
    await host.press("Escape");
    await host.isOn("Put out of the call");
    await guest.tabTo("Speak again", "Shift+Tab");
    await guest.press("Enter");
    await guest.page.getByText("A host has muted you. Nobody hears you.").waitFor({ state: "detached" });
    expect(await guest.focus()).toBeDefined();
    await host.tabTo("Close people", "Shift+Tab");
    await host.press("Enter");
    await host.isOn("People");
  });

  it("microphone, camera and screen: on and off in place, and never a step away", async () => {
    await guest.tabTo("Microphone");
    for (const name of ["Microphone", "Camera"]) {
      await guest.arrowTo(name);
      await guest.press("Enter");
      expect((await guest.isOn(name, "false")).isInSight).toBe(true);
      await guest.press("Enter");
      await guest.isOn(name, "true");
    }
    await guest.arrowTo("Share screen");
    await guest.press("Enter");
    await guest.page.getByText("You are sharing your screen").waitFor();
    await guest.isOn("Share screen");
    await guest.tabTo("Stop sharing", "Shift+Tab");
    await guest.press("Enter");
    await guest.page.getByText("You are sharing your screen").waitFor({ state: "detached" });
    expect(await guest.focus()).toBeDefined();
  });

  it("chat: opened, written, read, and left with Escape", async () => {
    await toolbar(host, "Chat");
    await host.press("Enter");
    await host.isOn("Message");
    await host.type("Good morning");
    await host.press("Enter");
    await guest.page.getByRole("status").getByText("Dr Okafor: Good morning").waitFor({ state: "attached" });
    await toolbar(guest, "Chat");
    await guest.press("Enter");
    await guest.isOn("Message");
    await guest.page.getByRole("log").getByText("Good morning").waitFor();
    await guest.press("Escape");
    await guest.isOn("Chat");
    await host.press("Escape");
    await host.isOn("Chat");
  });

  it("devices: opened, another chosen, and left with Escape", async () => {
    await toolbar(guest, "Devices");
    await guest.press("Enter");
    await guest.tabTo("Microphone");
    await guest.press("ArrowDown");
    await guest.press("Escape");
    await guest.isOn("Devices");
  });

  it("leaves, reads how it was, and comes again", async () => {
    await toolbar(guest, "Leave");
    await guest.press("Enter");
    await guest.page.getByRole("heading", { name: "You left the call" }).waitFor();
    await guest.isOn("Join again");
    await guest.press("Enter");
    await guest.page.getByRole("heading", { name: "Waiting to be let in" }).waitFor();
    await toolbar(host, "People");
    await host.press("Enter");
    await host.tabTo("Let in Tomas Lind");
    await host.press("Enter");
    await picture(host.page, "Tomas Lind");
    await guest.isOn("Microphone");
  });
});

/** To a button of the toolbar, from anywhere: one stop of Tab, then arrows. */
async function toolbar(who: Keyboard, name: string): Promise<void> {
  for (let step = 0; step < 40; step++) {
    if (await who.page.evaluate(isInToolbar)) return who.arrowTo(name);
    await who.page.keyboard.press("Tab");
  }
  throw new Error("Tab never comes to the toolbar");
}

/** Runs in the page. */
function isInToolbar(): boolean {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element?.closest("[role=toolbar]") !== null && element !== null;
}

/** Settles when the tile of this name shows moving video. */
async function picture(page: Page, name: string): Promise<void> {
  const video = page.locator("mesh-tile").filter({ hasText: name }).locator("video:not([hidden])");
  await video.evaluate(async (shown: HTMLVideoElement) => {
    const startSeconds = shown.currentTime;
    while (shown.videoWidth === 0 || shown.currentTime === startSeconds)
      await new Promise((settle) => shown.requestVideoFrameCallback(settle));
  });
}
