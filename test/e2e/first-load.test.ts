import { readFileSync } from "node:fs";
import type { Page } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { inRepository } from "../../scripts/repository.ts";
import { CallHarness } from "./harness/call-harness.ts";

/** What the network carries before and after somebody joins, and two calls on one page: the real files, in Chromium. */
describe("a page with calls", () => {
  let harness: CallHarness;
  let server: string;

  beforeAll(async () => {
    harness = await CallHarness.start();
    server = harness.signalWorker.url;
  });
  afterEach(() => harness.closePages());
  afterAll(() => harness?.close());

  /** Names of Meshcall's scripts, as they are asked for. */
  function watchScripts(page: Page): string[] {
    const scripts: string[] = [];
    page.on("request", (request) => {
      const name = /\/(elements[^/]*)\.js$/.exec(request.url())?.[1];
      if (name !== undefined) scripts.push(name);
    });
    return scripts;
  }

  it("loads the lobby alone, and the call with the first sign that somebody will join", async () => {
    const page = await harness.openPage();
    const scripts = watchScripts(page);
    await harness.openTag(page, { room: "first-load", name: "Anna", server });
    await page.getByRole("button", { name: "Camera", pressed: true }).waitFor();
    await page.getByRole("meter").and(page.locator(":not([aria-valuenow='0'])")).waitFor();
    const first = ["elements", "elements-core", "elements-rolldown-runtime"];
    expect(scripts.filter((name) => !first.includes(name))).toEqual([]);
    const call = page.waitForResponse(/elements-call\.js$/);
    await page.getByRole("button", { name: "Join" }).hover();
    await call;
    await page.getByRole("button", { name: "Join" }).click();
    await page.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
    expect(scripts.filter((name) => name === "elements-call")).toHaveLength(1);
    expect(scripts).not.toContain("elements-mesh-chat");
    await page.getByRole("button", { name: "Chat" }).click();
    await page.getByRole("log").waitFor();
    expect(scripts).toContain("elements-mesh-chat");
  });

  it("loads the call at once where the lobby is skipped", async () => {
    const page = await harness.openPage();
    await page.goto(
      harness.files.addPage(`<!doctype html><html lang="en"><title>Skips</title>
<script type="module" src="/elements.js"></script>
<mesh-call room="skips" name="Anna" server="${server}" skip-lobby></mesh-call></html>`),
    );
    await page.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
  });

  it("says that the call could not be loaded, and loads it when the network is back", async () => {
    const page = await harness.openPage();
    await page.route(/elements-call\.js/, (route) => route.abort("internetdisconnected"));
    await harness.openTag(page, { room: "offline", name: "Anna", server });
    await page.getByRole("button", { name: "Join" }).click();
    await page.getByText("The call could not be loaded").waitFor();
    await page.unroute(/elements-call\.js/);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
  });

  it("says that a panel could not be loaded, and goes on with the call", async () => {
    const page = await harness.openPage();
    await page.route(/elements-mesh-chat\.js/, (route) => route.abort("internetdisconnected"));
    await harness.openTag(page, { room: "no-chat", name: "Anna", server });
    await page.getByRole("button", { name: "Join" }).click();
    await page.getByRole("button", { name: "Chat" }).click();
    await page.getByText("This could not be loaded").waitFor();
    await page.unroute(/elements-mesh-chat\.js/);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("log").waitFor();
  });

  it("runs the call that the documentation puts together from parts", async () => {
    const guide = readFileSync(inRepository("docs/elements.md"), "utf8");
    const example = /^```html own-call\n(.*?)^```$/ms.exec(guide)?.[1] ?? "";
    const page = await harness.openPage();
    const html = example
      .replaceAll("meshcall/elements", "/elements.js")
      .replaceAll("https://signal.example", server);
    await page.goto(
      harness.files.addPage(`<!doctype html><html lang="en"><title>Parts</title>${html}</html>`),
    );
    const guest = await harness.openPage({ voice: "it" });
    await harness.openTag(guest, { room: "standup", name: "Guest", server });
    await guest.getByRole("button", { name: "Join" }).click();
    await moving(page.getByRole("listitem").filter({ hasText: "Guest" }));
    await moving(guest.getByRole("listitem").filter({ hasText: "Anna" }));
    await page.getByRole("button", { name: "Microphone" }).click();
    await guest.getByRole("listitem").filter({ hasText: "Anna" }).getByText("Microphone off").waitFor();
    await page.getByRole("textbox", { name: "Message" }).fill("from parts");
    await page.keyboard.press("Enter");
    await guest.getByRole("button", { name: "Chat" }).click();
    await guest.getByRole("log").getByText("from parts").waitFor();
  });

  it("carries two calls on one page, with another person in each", async () => {
    const both = await harness.openPage({ voice: "en" });
    const address = harness.files.addPage(`<!doctype html><html lang="en"><title>Two calls</title>
<style>mesh-call { --mesh-height: 380px; margin-bottom: 8px }</style>
<script type="module" src="/elements.js"></script>
<mesh-call room="red" name="Anna" server="${server}" skip-lobby></mesh-call>
<mesh-call room="blue" name="Anna" server="${server}" skip-lobby></mesh-call></html>`);
    await both.goto(address);
    const region = (room: string) => both.getByRole("region", { name: `Video call ${room}` });
    for (const room of ["red", "blue"])
      await region(room).getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
    const guests = (await harness.openPage({ voice: "it" })).context();
    const others: Page[] = [];
    for (const room of ["red", "blue"]) {
      const page = await guests.newPage();
      await harness.openTag(page, { room, name: `Guest in ${room}`, server });
      await page.getByRole("button", { name: "Join" }).click();
      await tile(page, "Anna").waitFor();
      others.push(page);
    }
    // each call has its own people, and what is switched in one is switched there alone
    for (const room of ["red", "blue"]) await tile(region(room), `Guest in ${room}`).waitFor();
    expect(await tile(region("red"), "Guest in blue").count()).toBe(0);
    for (const [index, room] of ["red", "blue"].entries()) {
      await moving(tile(region(room), `Guest in ${room}`));
      await others[index]!.bringToFront();
      await moving(tile(others[index]!, "Anna"));
    }
    await region("red").getByRole("button", { name: "Microphone" }).click();
    await tile(others[0]!, "Anna").getByText("Microphone off").waitFor();
    expect(await tile(others[1]!, "Anna").getByText("Microphone off").count()).toBe(0);
    // one ends, the other goes on with its devices
    await both.evaluate(() => document.querySelector("mesh-call")?.remove());
    await others[0]!.getByRole("heading", { name: "Nobody else is here yet" }).waitFor();
    await region("blue").getByRole("button", { name: "Microphone" }).click();
    await tile(others[1]!, "Anna").getByText("Microphone off").waitFor();
  });
});

function tile(place: Pick<Page, "getByRole">, name: string) {
  return place.getByRole("listitem").filter({ hasText: name });
}

/** Settles when the picture in a tile goes on. */
async function moving(tile: ReturnType<Page["locator"]>): Promise<void> {
  const video = tile.locator("video");
  await video.waitFor({ state: "visible" });
  await video.evaluate(async (element) => {
    if (!(element instanceof HTMLVideoElement)) throw new Error("no video");
    for (let frame = 0; frame < 5; frame++)
      await new Promise((resolve) => element.requestVideoFrameCallback(resolve));
  });
}
