import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CallHarness } from "./harness/call-harness.ts";
import { Coturn, whyNoCoturn } from "./harness/coturn.ts";
import { Person } from "./harness/person.ts";

const missing = whyNoCoturn();
const because = missing === undefined ? "" : `, skipped: ${missing}`;
const relayOnly = { iceTransportPolicy: "relay" } as const;

/** Relayed calls over the real coturn, with the credentials that the signal-worker hands out. */
describe.skipIf(missing !== undefined)(`a call over a TURN server${because}`, () => {
  let coturn: Coturn;
  let harness: CallHarness | undefined;

  beforeAll(async () => {
    coturn = await Coturn.start();
  });
  afterEach(async () => {
    await harness?.close();
    harness = undefined;
  });
  afterAll(() => coturn?.stop());

  async function pair(variables: Record<string, string>): Promise<{ ana: Person; ben: Person }> {
    harness = await CallHarness.start(variables);
    const [ana, ben] = await Promise.all([Person.open(harness, "ana"), Person.open(harness, "ben")]);
    expect(await ana.join("relayed", relayOnly)).toBeUndefined();
    expect(await ben.join("relayed", relayOnly)).toBeUndefined();
    return { ana, ben };
  }

  it.each(["udp", "tcp"] as const)(
    "relay-only, to the relay by %s: both see moving video",
    async (transport) => {
      const { ana, ben } = await pair(coturn.variables(transport));
      await Promise.all([ana.sees("ben"), ben.sees("ana")]);
      for (const person of [ana, ben]) {
        expect(await selectedPair(person)).toEqual({
          local: "relay",
          remote: "relay",
          relayProtocol: transport,
        });
        expect(await person.events("participantUnreachable")).toEqual([]);
      }
    },
  );

  it("the socket that comes back brings new credentials, and the living link uses them", async () => {
    const { ana, ben } = await pair(coturn.variables("udp"));
    await ana.sees("ben");
    const before = await relayUser(ana);
    await harness?.signalWorker.kill();
    await ana.saw("signalingChanged", "away");
    await harness?.signalWorker.restart();
    await ana.saw("signalingChanged", "open");
    const after = await relayUser(ana);
    expect(after).toMatch(/^\d+:ana$/);
    expect(after).not.toBe(before);
    await ana.page.evaluate(restartIce);
    await Promise.all([ana.sees("ben"), ben.sees("ana")]);
    expect(await selectedPair(ana)).toMatchObject({ local: "relay", remote: "relay" });
    expect(await ana.events("participantReconnecting")).toEqual([]);
    expect(await relayUser(ana)).toBe(after);
  });

  it("with a secret that coturn does not know, no call comes up, and both are told 54011", async () => {
    const { ana, ben } = await pair(coturn.variables("udp", "another secret"));
    await Promise.all([
      ana.saw("participantUnreachable", "ben 54011"),
      ben.saw("participantUnreachable", "ana 54011"),
    ]);
    expect(await ana.events("trackStarted")).toEqual([]);
    expect(await ben.events("trackStarted")).toEqual([]);
  });

  it("credentials are refused once they have expired", async () => {
    harness = await CallHarness.start({ STUN_URLS: "none" });
    const ana = await Person.open(harness, "ana");
    expect(await gather(ana, coturn.credentials(Date.now() + 60_000))).toEqual({ relays: 1, refusals: [] });
    expect(await gather(ana, coturn.credentials(Date.now() - 1_000))).toEqual({
      relays: 0,
      refusals: [401],
    });
  });

  it("`<mesh-call relay-only>` calls over the relay", async () => {
    harness = await CallHarness.start(coturn.variables("udp"));
    const [ana, ben] = await openTags(harness);
    for (const page of [ana, ben]) {
      const seesByRelayAlone = () =>
        page.evaluate(async () => {
          const room = document.querySelector("mesh-call")?.currentRoom;
          for (const report of (await room?.getRtcStats())?.values() ?? []) {
            const entries = [...report.values()];
            const sees = entries.some((entry) => entry.type === "inbound-rtp" && entry.framesDecoded > 10);
            const candidates = entries.filter(({ type }) => type === "local-candidate");
            if (sees && candidates.every(({ candidateType }) => candidateType === "relay")) return true;
          }
          return false;
        });
      await expect.poll(seesByRelayAlone).toBe(true);
    }
  });
});

describe("no relay at all", () => {
  let harness: CallHarness;
  beforeAll(async () => {
    harness = await CallHarness.start({ STUN_URLS: "none" });
  });
  afterAll(() => harness?.close());

  it("`<mesh-call relay-only>` says whom it cannot reach, why, and what to do", async () => {
    const [ana, ben] = await openTags(harness);
    await ana.getByText("Cannot reach Ben directly").first().waitFor();
    await ben.getByText("Cannot reach Ana directly").first().waitFor();
    await ana.getByText("Code 54010").waitFor();
    expect(await ana.getByText("tell whoever runs this page").first().isVisible()).toBe(true);
  });
});

async function openTags(harness: CallHarness) {
  const pages = await Promise.all([harness.openPage(), harness.openPage()]);
  for (const [index, name] of ["Ana", "Ben"].entries()) {
    const page = pages[index]!;
    const server = harness.signalWorker.url;
    await harness.openTag(page, { room: "relayed", name, server, relayOnly: true });
    await page.getByRole("button", { name: "Join", exact: true }).click();
    await page.getByRole("toolbar").waitFor();
  }
  return pages;
}

/** What the transport of the one link runs over. */
function selectedPair(person: Person): Promise<unknown> {
  return person.page.evaluate(async () => {
    for (const report of (await window.inPage.room.getRtcStats()).values()) {
      for (const entry of report.values()) {
        if (entry.type !== "transport") continue;
        const chosen = report.get(entry.selectedCandidatePairId);
        const local = report.get(chosen.localCandidateId);
        const remote = report.get(chosen.remoteCandidateId);
        return {
          local: local.candidateType,
          remote: remote.candidateType,
          relayProtocol: local.relayProtocol,
        };
      }
    }
    return undefined;
  });
}

/** The name that the living link would show the relay. */
function relayUser(person: Person): Promise<string | undefined> {
  return person.page.evaluate(() => {
    const living = window.recorded.connections.filter(
      ({ connectionState }) => connectionState === "connected",
    );
    if (living.length !== 1) throw new Error(`${living.length} links`);
    return living[0]?.getConfiguration().iceServers?.find(({ username }) => username !== undefined)?.username;
  });
}

/** Settles when the link has gathered relay candidates of a new ICE session. */
async function restartIce(): Promise<void> {
  const pc = window.recorded.connections.find(({ connectionState }) => connectionState === "connected");
  if (pc === undefined) throw new Error("no link");
  const gathered = new Promise<void>((resolve) => {
    pc.addEventListener("icecandidate", ({ candidate }) => {
      if (candidate?.type === "relay") resolve();
    });
  });
  pc.restartIce();
  await gathered;
}

/** What one TURN server answers to these credentials: candidates, or STUN error codes. */
function gather(person: Person, server: RTCIceServer): Promise<{ relays: number; refusals: number[] }> {
  return person.page.evaluate(async (iceServer) => {
    const pc = new RTCPeerConnection({ iceServers: [iceServer], iceTransportPolicy: "relay" });
    const found = { relays: 0, refusals: [] as number[] };
    const complete = new Promise<void>((resolve) => {
      pc.addEventListener("icecandidateerror", ({ errorCode }) => void found.refusals.push(errorCode));
      pc.addEventListener("icecandidate", ({ candidate }) => {
        if (candidate?.type === "relay") found.relays++;
        if (candidate === null) resolve();
      });
    });
    pc.createDataChannel("any");
    await pc.setLocalDescription();
    await complete;
    pc.close();
    return found;
  }, server);
}
