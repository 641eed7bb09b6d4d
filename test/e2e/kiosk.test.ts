import type { Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";

declare global {
  interface Window {
    rings: string[];
  }
}

/** A device in a living room that nobody operates, and somebody who calls it. */
describe("<mesh-call auto-join ring>", () => {
  let harness: CallHarness;
  let kiosk: Page;
  let caller: Page;

  beforeAll(async () => {
    harness = await CallHarness.start();
    kiosk = await harness.openPage({ voice: "en" });
    caller = await harness.openPage({ voice: "it" });
    await kiosk.addInitScript(() => {
      window.rings = [];
      addEventListener("mesh-ring", (event) => {
        if ("is" in event && "name" in event) window.rings.push(`${event.is} ${event.name}`);
      });
    });
  });
  afterAll(() => harness?.close());

  const server = () => harness.signalWorker.url;
  const rings = () => kiosk.evaluate(() => window.rings);
  const opens = (page: Page, name: string, more?: string) =>
    harness.openTag(page, {
      room: "living",
      name,
      server: server(),
      ...(more === undefined ? {} : { more }),
    });
  const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

  it("joins by itself once there is a signal-worker, which it waited for", async () => {
    await harness.signalWorker.kill();
    await opens(kiosk, "Living room", "auto-join ring");
    await kiosk.getByText(/Joining again in/).waitFor({ timeout: 60_000 });
    await harness.signalWorker.restart();
    await kiosk.getByRole("heading", { name: "Nobody else is here yet" }).waitFor({ timeout: 60_000 });
  });

  it("tells who stands at the lobby that somebody is in", async () => {
    await opens(caller, "Anna Berg");
    await caller.getByText("1 person is in the call").waitFor();
  });

  it("rings when they come, seen and heard, until somebody answers", async () => {
    await press(caller, "Join");
    await kiosk.getByText("Anna Berg is here").waitFor();
    await press(kiosk, "Answer");
    await kiosk.getByText("Anna Berg is here").waitFor({ state: "detached" });
    expect(await rings()).toEqual(["ringing Anna Berg", "answered Anna Berg"]);
    await picture(caller, "Living room");
  });

  it("stays through a restart of the signal-worker, and rings for the next who comes", async () => {
    await harness.signalWorker.kill();
    await kiosk.getByText("Call server out of reach").first().waitFor();
    await harness.signalWorker.restart();
    await kiosk.getByText("Call server out of reach").first().waitFor({ state: "detached", timeout: 60_000 });
    await picture(caller, "Living room");
    await press(caller, "Leave");
    await kiosk.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
    await press(caller, "Join again");
    await kiosk.getByText("Anna Berg is here").waitFor();
    await press(caller, "Leave");
    await kiosk.getByText("Anna Berg is here").waitFor({ state: "detached" });
    expect(await rings()).toContain("missed Anna Berg");
  });

  it("comes back when somebody has pressed Leave", async () => {
    await kiosk.evaluate(() => document.querySelector("mesh-call")?.leave());
    await kiosk.getByText(/Joining again in/).waitFor();
    await kiosk.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
  });
});

/** Settles when the tile of `name` shows frames. */
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
