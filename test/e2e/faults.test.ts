import { createSocket } from "node:dgram";
import type { Browser, BrowserContext } from "playwright";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CallPage, launchRigChromium, steadyGapMs, tickMs } from "../rig/call-page.ts";
import { Rig } from "../rig/rig.ts";
import { seeded } from "../wasm/seeded.ts";
import { CallHarness, patienceMs } from "./harness/call-harness.ts";

const picture = { widthPx: 160, heightPx: 90, fps: 10 };
const { fraction } = seeded("faults");

/** A short choice of what `npm run bench -- faults` measures at length: two pages whose UDP goes through a hop. */
describe("two people on a bad path", () => {
  let harness: CallHarness;
  let browser: Browser;
  let address: string;
  let rig: Rig;
  let context: BrowserContext;
  let ana: CallPage;
  let ben: CallPage;
  let rooms = 0;

  beforeAll(async () => {
    harness = await CallHarness.start({ STUN_URLS: "none" });
    browser = await launchRigChromium();
    address = harness.files.addPage("<!doctype html><title>faults</title>");
  });
  afterEach(async () => {
    await context?.close();
    rig?.close();
  });
  afterAll(async () => {
    await browser?.close();
    await harness?.close();
  });

  /** A call that is up. */
  async function call(): Promise<void> {
    rig = new Rig(fraction);
    context = await browser.newContext({ permissions: ["camera", "microphone"] });
    ana = await CallPage.open(context, { address, name: "ana", rig, picture });
    ben = await CallPage.open(context, { address, name: "ben", rig, picture });
    const place = { server: harness.signalWorker.url, room: `faults-${rooms++}` };
    const sinceMs = Date.now();
    await ana.joinMeshcall(place);
    await ben.joinMeshcall(place);
    await bothReceive(sinceMs, 1_000, patienceMs);
  }

  async function bothReceive(sinceMs: number, forMs = 1_000, limitMs = 20_000): Promise<void> {
    const waiting = { sinceMs, forMs, limitMs };
    const received = await Promise.all([ana.receives("ben", waiting), ben.receives("ana", waiting)]);
    expect(received).toEqual([true, true]);
  }

  /**
   * Longest time without sound at each of the two, since then. A look that came late has heard all since the one before: it
   * is no silence that the page itself stood still.
   */
  async function silences(sinceMs: number): Promise<number[]> {
    const pages = [
      [ana, "ben"],
      [ben, "ana"],
    ] as const;
    return Promise.all(
      pages.map(async ([page, other]) => {
        let [lastMs, longestMs] = [sinceMs, 0];
        for (const { atMs, from } of await page.ticks()) {
          if (atMs < sinceMs) continue;
          if (from[other]?.audible === true) lastMs = atMs;
          else longestMs = Math.max(longestMs, atMs - lastMs + tickMs);
        }
        return longestMs;
      }),
    );
  }

  it("everything goes through the hop: a cut silences both, and 5 s later the same link goes on", async () => {
    await call();
    const hop = rig.hop("ana", "ben");
    const connections = () => ana.page.evaluate(() => window.rig.connections.size);
    expect(Math.min(...hop.forwarded)).toBeGreaterThan(50);
    const before = await connections();
    hop.cut();
    const cutMs = Date.now();
    await ana.page.waitForFunction((endMs) => (window.rig.ticks.at(-1)?.atMs ?? 0) > endMs, cutMs + 5_000);
    const [silence] = (await ana.ticks()).filter(({ atMs }) => atMs > cutMs + 1_000);
    expect(silence?.from["ben"]).toMatchObject({ frames: 0, audible: false });
    hop.restore();
    await bothReceive(Date.now());
    // the new link that was dialled beside it is not needed any more, and goes: unless its offerer's word comes
    // through, when who has answered has waited for a path long enough (30 s, web/mesh/dial-patience.ts)
    await expect.poll(connections, { timeout: 40_000 }).toBe(before);
    for (const page of [ana, ben])
      expect(await page.events()).not.toContainEqual(expect.stringContaining("participantDisconnected"));
  });

  it("10 % loss keeps sound going, both ways", async () => {
    await call();
    rig.hop("ana", "ben").impair({ loss: 0.1 });
    const sinceMs = Date.now();
    await bothReceive(sinceMs, 5_000);
    expect(Math.max(...(await silences(sinceMs)))).toBeLessThan(2 * steadyGapMs);
  });

  it("a NAT gives new ports in mid-call: both go on", async () => {
    await call();
    await rig.rebind("ana", "ben");
    await bothReceive(Date.now());
  });

  it("garbage at the ports of a call harms nothing", async () => {
    await call();
    const sinceMs = Date.now();
    const forAna = await ana.page.evaluate(() => {
      const [pc] = [...window.rig.connections.keys()].filter((each) => each.connectionState === "connected");
      return [
        ...(pc?.localDescription?.sdp ?? "").matchAll(/^a=candidate:\S+ 1 udp \d+ ([\d.]+) (\d+)/gm),
      ].map(([, ip = "", port]) => ({ ip, port: Number(port) }));
    });
    expect(forAna.length).toBeGreaterThan(0);
    const stranger = createSocket("udp4");
    for (let packet = 0; packet < 2_000; packet++) {
      const bytes = Uint8Array.from({ length: 1 + Math.floor(fraction() * 1_200) }, () => fraction() * 256);
      // first bytes that STUN, DTLS, RTP and RTCP have
      bytes[0] = [0, 1, 20, 22, 23, 64, 128, 144, 255][packet % 9] ?? 0;
      for (const { ip, port } of forAna) stranger.send(bytes, port, ip);
    }
    await bothReceive(sinceMs, 2_000);
    stranger.close();
    expect(Math.max(...(await silences(sinceMs)))).toBeLessThan(2 * steadyGapMs);
    for (const page of [ana, ben])
      expect(await page.events()).not.toContainEqual(expect.stringContaining("Reconnecting"));
  });
});
