import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";

/** A page with one tag whose visitors knock. The host has nothing but a keyboard. */
describe("<mesh-call> in a room with rules", () => {
  let harness: CallHarness;
  let host: Page;
  let guest: Page;

  beforeAll(async () => {
    harness = await CallHarness.start({
      ROOM_TYPE: "peer-to-peer",
      ACCESS_JSON: JSON.stringify([{ rooms: "practice", admission: "knock" }]),
    });
    const server = harness.signalWorker.url;
    host = await harness.openPage({ voice: "en" });
    guest = await harness.openPage({ voice: "it", viewport: { width: 375, height: 812 } });
    await harness.openTag(host, { room: "practice", name: "Dr Okafor", server });
    await harness.openTag(guest, { room: "practice", name: "Tomas Lind", server });
    await press(host, "Join");
    await host.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
  });
  afterAll(() => harness?.close());

  it("a guest knocks, and the host lets them in by keyboard alone", async () => {
    await press(guest, "Join");
    await guest.getByRole("heading", { name: "Waiting to be let in" }).waitFor();
    await host.getByRole("status").getByText("Tomas Lind wants to come in").waitFor({ state: "attached" });
    await host.getByRole("button", { name: "People", exact: true }).focus();
    await host.keyboard.press("Enter");
    const letIn = host.getByRole("button", { name: "Let in Tomas Lind" });
    await letIn.waitFor();
    await host.getByRole("button", { name: "Close people" }).focus();
    await host.keyboard.press("Tab");
    await host.keyboard.press("Enter");
    await picture(host, "Tomas Lind");
    await picture(guest, "Dr Okafor");
    await letIn.waitFor({ state: "detached" });
  });

  it("who is muted is told, nobody hears them, and they ask for it back", async () => {
    await press(host, "More for Tomas Lind");
    await press(host, "Mute");
    await guest.getByText("A host has muted you. Nobody hears you.").waitFor();
    await host.getByText("Muted by a host").waitFor();
    await press(guest, "Speak again");
    await host.getByText("Muted by a host").waitFor({ state: "detached" });
  });

  it("who is put out and kept out reads so, and stays out", async () => {
    await press(host, "Put out of the call");
    await host.getByRole("checkbox", { name: "Keep them out" }).check();
    await press(host, "Put out");
    await guest.getByRole("heading", { name: "You were taken out of the call" }).waitFor();
    await host.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
    await press(guest, "Join again");
    await guest.getByRole("heading", { name: "You cannot join this call" }).waitFor();
    await guest.getByText("Code 54035").waitFor();
  });

  it("the host sets a PIN and ends the call for everybody", async () => {
    await host.getByLabel("New PIN").fill("4711");
    await press(host, "Set");
    await host.getByText("A PIN is asked for").waitFor();
    await press(host, "End for everybody");
    await press(host, "End the call");
    await host.getByRole("heading", { name: "The call has ended" }).waitFor();
    expect(await host.getByText("Code 53118").count()).toBe(1);
  });
});

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
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
