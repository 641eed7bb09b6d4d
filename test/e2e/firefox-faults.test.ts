import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Browser } from "playwright";
import { CallPage, launchRigChromium, tickMs } from "../rig/call-page.ts";
import { noteConnections, watchMedia } from "../rig/page-script.ts";
import { Rig } from "../rig/rig.ts";
import { seeded } from "../wasm/seeded.ts";
import { CallHarness, patienceMs } from "./harness/call-harness.ts";
import { findFirefox, launchFirefox, type Firefox, type FirefoxPage } from "./harness/firefox.ts";

const firefoxPath = findFirefox();
if (firefoxPath === undefined)
  console.log("No Firefox found: it is left out on bad paths. FIREFOX_PATH names one.");
const { fraction } = seeded("firefox-faults");
const picture = { widthPx: 160, heightPx: 90, fps: 10 };

/** What faults.test.ts asks of two Chromiums, where one of the two is Firefox. */
describe.runIf(firefoxPath !== undefined)("Firefox and Chromium on a bad path", () => {
  let harness: CallHarness;
  let chromium: Browser;
  let firefox: Firefox;
  let rig: Rig;
  let ana: CallPage;
  let fox: FirefoxPage;

  beforeAll(async () => {
    harness = await CallHarness.start({ STUN_URLS: "none" });
    // the rig cannot route to names, which Firefox gives instead of addresses
    const prefs = { "media.peerconnection.ice.obfuscate_host_addresses": false };
    [chromium, firefox] = await Promise.all([launchRigChromium(), launchFirefox(firefoxPath ?? "", prefs)]);
    rig = new Rig(fraction);
    const address = harness.files.addPage("<!doctype html><title>faults</title>");
    const context = await chromium.newContext({ permissions: ["camera", "microphone"] });
    ana = await CallPage.open(context, { address, name: "ana", rig, picture });
    fox = await firefox.newPage();
    await fox.evaluateOnNewDocument(noteConnections);
    await rig.route(
      {
        exposeFunction: (name, answer) => fox.exposeFunction(name, answer),
        addInitScript: (script) => fox.evaluateOnNewDocument(script),
        evaluate: (script) => fox.evaluate(script),
      },
      "fox",
    );
    await fox.goto(address);
    await fox.evaluate(watchMedia, tickMs);
    await fox.evaluate("import('/meshcall.js').then((sdk) => { window.sdk = sdk; })");
    const place = { server: harness.signalWorker.url, room: "faults" };
    await ana.joinMeshcall(place);
    await fox.evaluate(joinAsFox, place.server, place.room);
    await bothReceive();
  });
  afterAll(async () => {
    rig?.close();
    await Promise.allSettled([chromium?.close(), firefox?.close()]);
    await harness?.close();
  });

  /** Picture and sound come from now on, for a second. */
  async function bothReceive(): Promise<void> {
    const sinceMs = Date.now();
    const anaReceives = ana.receives("fox", { sinceMs, forMs: 1_000, limitMs: patienceMs });
    const foxReceives = fox.waitForFunction(
      (since) => {
        const later = window.rig.ticks.filter(({ atMs }) => atMs > since);
        return later.filter(({ from }) => (from["ana"]?.frames ?? 0) > 0 && from["ana"]?.audible).length >= 5;
      },
      { timeout: patienceMs },
      sinceMs,
    );
    await Promise.all([anaReceives.then((came) => expect(came).toBe(true)), foxReceives]);
  }

  it("everything goes through the hop, and after a cut of 5 s both go on", async () => {
    const hop = rig.hop("ana", "fox");
    expect(Math.min(...hop.forwarded)).toBeGreaterThan(50);
    hop.cut();
    const cutMs = Date.now();
    await ana.page.waitForFunction((endMs) => (window.rig.ticks.at(-1)?.atMs ?? 0) > endMs, cutMs + 5_000);
    hop.restore();
    await bothReceive();
    expect(await ana.events()).not.toContain("participantDisconnected fox");
    expect(await fox.evaluate(() => window.inCall.events)).not.toContain("participantDisconnected ana");
  });

  it("a NAT gives new ports in mid-call: both go on", async () => {
    await rig.rebind("ana", "fox");
    await bothReceive();
    await rig.rebind("fox", "ana");
    await bothReceive();
  });

  it("10 % loss keeps sound going, both ways", async () => {
    rig.hop("ana", "fox").impair({ loss: 0.1 });
    await bothReceive();
    rig.hop("ana", "fox").impair({});
  });
});

/** Runs in Firefox. */
async function joinAsFox(server: string, name: string): Promise<void> {
  const { sdk } = window;
  const video = { width: 160, height: 90, frameRate: 10 };
  const tracks = await sdk.createLocalTracks({ audio: true, video });
  const { token } = await sdk.fetchToken(server, { room: name, identity: "fox" });
  const room = await sdk.connect(token, { name, server, tracks });
  const events: string[] = [];
  window.inCall = { ...window.inCall, events };
  room.on(
    "participantDisconnected",
    ({ identity }) => void events.push(`participantDisconnected ${identity}`),
  );
  room.on("trackSubscribed", (track) => {
    if (track.kind === "data") return;
    const element = track.attach();
    element.style.width = "160px";
    document.body.append(element);
  });
}
