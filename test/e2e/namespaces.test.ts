import type { Browser } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CallPage, launchRigChromium } from "../rig/call-page.ts";
import { Namespaces, whyNoNamespaces } from "../rig/namespaces.ts";
import { CallHarness, patienceMs } from "./harness/call-harness.ts";
import { Coturn, whyNoCoturn } from "./harness/coturn.ts";

const missing = whyNoNamespaces() ?? whyNoCoturn();
const because = missing === undefined ? "" : `, skipped: ${missing}`;
const picture = { widthPx: 160, heightPx: 90, fps: 10 };

/** What needs real routes. Each of the two is in a network namespace; what UDP alone shows is in faults.test.ts. */
describe.skipIf(missing !== undefined)(`two people in networks of their own${because}`, () => {
  let namespaces: Namespaces;
  let coturn: Coturn;
  let harness: CallHarness;
  let address: string;
  let browsers: Browser[] = [];
  let ana: CallPage;
  let ben: CallPage;
  let rooms = 0;

  beforeAll(async () => {
    namespaces = new Namespaces();
    coturn = await Coturn.start({ ip: Namespaces.publicIp, command: namespaces.command("public") });
    harness = await CallHarness.start({
      STUN_URLS: coturn.url("udp").replace(/^turn:(.*)\?.*/, "stun:$1"),
      TURN_URLS: `${coturn.url("udp")},${coturn.url("tcp")}`,
      TURN_SECRET: coturn.secret,
    });
    address = harness.files.addPage("<!doctype html><title>namespaces</title>");
    for (const url of [harness.files.url, harness.signalWorker.url])
      await namespaces.openDoors(Number(new URL(url).port));
  });
  beforeEach(() => namespaces.reset());
  afterEach(async () => {
    await Promise.all(browsers.map((browser) => browser.close()));
    browsers = [];
  });
  afterAll(async () => {
    await harness?.close();
    await coturn?.stop();
    namespaces?.close();
  });

  async function call(): Promise<void> {
    browsers = await Promise.all(
      (["ana", "ben"] as const).map((place) => launchRigChromium(namespaces.chromium(place))),
    );
    const [first, second] = await Promise.all(
      browsers.map(async (browser, index) => {
        const context = await browser.newContext({ permissions: ["camera", "microphone"] });
        const name = index === 0 ? "ana" : "ben";
        return CallPage.open(context, { address, name, picture, watch: true });
      }),
    );
    [ana, ben] = [first!, second!];
    const place = { server: harness.signalWorker.url, room: `networks-${rooms++}` };
    const sinceMs = Date.now();
    await ana.joinMeshcall(place);
    await ben.joinMeshcall(place);
    await bothReceive(sinceMs, patienceMs);
  }

  async function bothReceive(sinceMs: number, limitMs = 20_000): Promise<void> {
    const waiting = { sinceMs, forMs: 1_500, limitMs };
    const received = await Promise.all([ana, ben].map((page) => page.receives("anybody", waiting)));
    expect(received).toEqual([true, true]);
  }

  /** The two ends of what the living connection of a page runs over. */
  function path(page: CallPage): Promise<{ local: string; remote: string; ip: string } | undefined> {
    return page.page.evaluate(async () => {
      for (const pc of window.rig.connections.keys()) {
        if (pc.connectionState !== "connected") continue;
        const report = await pc.getStats();
        for (const entry of report.values()) {
          if (entry.type !== "transport") continue;
          const chosen = report.get(entry.selectedCandidatePairId);
          const [local, remote] = [report.get(chosen.localCandidateId), report.get(chosen.remoteCandidateId)];
          const ways = [local, remote].map(
            ({ candidateType, relayProtocol, protocol }) => `${candidateType} ${relayProtocol ?? protocol}`,
          );
          return { local: ways[0] ?? "", remote: ways[1] ?? "", ip: local.address };
        }
      }
      return undefined;
    });
  }

  it("behind symmetric NATs only the relay helps, and it does", async () => {
    namespaces.hideBehindSymmetricNats();
    await call();
    for (const page of [ana, ben]) expect(JSON.stringify(await path(page))).toContain("relay");
  });

  it("UDP is blocked in mid-call: the call goes on over TURN by TCP", async () => {
    await call();
    expect(await path(ana)).toMatchObject({ local: "host udp" });
    namespaces.blockUdp();
    await bothReceive(Date.now());
    for (const page of [ana, ben]) {
      await expect.poll(() => path(page)).toMatchObject({ local: "relay tcp" });
      expect(await page.events()).not.toContainEqual(expect.stringContaining("participantDisconnected"));
    }
  });

  it("one network goes away while another comes up: the call moves over", async () => {
    await call();
    const before = await path(ana);
    namespaces.changePath();
    await bothReceive(Date.now());
    expect(await path(ana)).not.toEqual(before);
    for (const page of [ana, ben])
      expect(await page.events()).not.toContainEqual(expect.stringContaining("participantDisconnected"));
  });
});
