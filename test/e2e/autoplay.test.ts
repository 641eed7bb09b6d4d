import { chromium, type Browser, type Page } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumFlags, requireChromium } from "../../scripts/find-browser.ts";
import { CallHarness } from "./harness/call-harness.ts";
import { Person } from "./harness/person.ts";

const room = "autoplay";

/** What a page does by itself, before anybody has touched it. It says what happens on the console. */
const listener = (server: string) => `<!doctype html><title>a listener's page</title>
<button id="tap">Hear them</button>
<script type="module">
  import { connect, fetchToken } from "/meshcall.js";
  const { token } = await fetchToken(${JSON.stringify(server)}, { room: "${room}", identity: "ben" });
  const room = await connect(token, { server: ${JSON.stringify(server)}, name: "${room}", tracks: [] });
  room.on("trackPlaybackBlocked", (track, { identity }) => console.log("blocked " + identity + " " + track.kind));
  room.on("trackPlaybackStarted", (track, { identity }) => console.log("started " + identity + " " + track.kind));
  room.on("trackSubscribed", (track) => {
    if (track.kind !== "audio") return;
    const element = track.attach();
    document.body.append(element);
    element.addEventListener("playing", () => console.log("playing"));
  });
</script>`;

describe("a browser that plays no sound before the page was touched", () => {
  let harness: CallHarness;
  let browser: Browser;
  let page: Page;
  const said: string[] = [];

  beforeAll(async () => {
    harness = await CallHarness.start();
    const ana = await Person.open(harness, "ana");
    await ana.join(room);
    browser = await chromium.launch({
      executablePath: requireChromium(),
      args: [
        ...chromiumFlags.filter((flag) => !flag.startsWith("--autoplay-policy")),
        "--autoplay-policy=document-user-activation-required",
      ],
    });
    page = await browser.newPage();
    page.on("console", (message) => said.push(message.text()));
  });
  afterAll(async () => {
    await browser?.close();
    await harness?.close();
  });

  it("says so, and plays with the first tap, wherever it is", async () => {
    // nothing is evaluated in the page: that would count as touching it
    const blocked = page.waitForEvent("console", (message) => message.text() === "blocked ana audio");
    await page.goto(harness.files.addPage(listener(harness.signalWorker.url)));
    await blocked;
    expect(said).not.toContain("playing");
    const started = page.waitForEvent("console", (message) => message.text() === "started ana audio");
    await page.mouse.click(300, 300);
    await started;
    expect(said).toContain("playing");
  });
});
