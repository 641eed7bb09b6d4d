import { describe, expect, it } from "vitest";
import { callSummary, personSummary } from "../../web/elements/report/call-summary.ts";
import type { LinkQuality } from "../../web/room/network-quality.ts";
import { CallAccount } from "../../web/room/stats/call-report.ts";

const ben = { peerId: "b", sid: "PA1", identity: "ben", name: "Ben" };
const cleo = { peerId: "c", sid: "PA2", identity: "cleo", name: "Cleo" };
const idle = { send: null, recv: null };

function measure(roundTripMs: number, fractionLost = 0, megabytes = 0): LinkQuality {
  const recv = { bitsPerSecond: 1, fractionLost, jitterMs: 4, share: 1 };
  const bytes = megabytes * 1_000_000;
  return {
    roundTripMs,
    relayed: false,
    availableBps: null,
    audio: { send: null, recv },
    video: idle,
    totals: { bytesSent: bytes, bytesReceived: bytes, freezes: 1, frozenMs: 250 },
    codecs: ["opus"],
  };
}

describe("the report of a call", () => {
  it("adds up time, interruptions, measures and bytes, also over two connections", () => {
    const account = new CallAccount("RM0", 0);
    account.arrived(ben);
    account.link("PA1", "open", 1_000);
    for (const ms of [20, 30, 40, 400]) account.measured("PA1", measure(ms, 0.02, 5));
    account.link("PA1", "recovering", 61_000);
    account.link("PA1", "dialing", 62_000);
    account.link("PA1", "open", 65_000);
    account.measured("PA1", measure(30, 0.02, 2));
    account.ended("left", 120_000);
    account.link("PA1", "closed", 130_000);
    expect(account.report(500_000)).toEqual({
      roomSid: "RM0",
      durationMs: 120_000,
      end: "left",
      signalingLosses: 0,
      lostDevices: [],
      participants: [
        {
          sid: "PA1",
          identity: "ben",
          displayName: "Ben",
          connectedMs: 115_000,
          route: "direct",
          quality: {
            roundTripMs: { p50: 30, p95: 400 },
            fractionLost: { mean: expect.closeTo(0.02), worst: 0.02 },
            jitterMs: { mean: 4, worst: 4 },
          },
          interruptions: { count: 1, totalMs: 4_000, longestMs: 4_000 },
          totals: { bytesSent: 7_000_000, bytesReceived: 7_000_000, freezes: 2, frozenMs: 500 },
          codecs: ["opus"],
        },
      ],
    });
  });

  it("an interruption that never ended counts, and who was never reached has no quality", () => {
    const account = new CallAccount("RM0", 0);
    account.arrived(ben);
    account.arrived(cleo);
    account.link("PA1", "open", 0);
    account.link("PA1", "recovering", 10_000);
    account.link("PA2", "dialing", 0);
    expect(account.report(12_000).participants[0]?.interruptions.totalMs).toBe(2_000);
    account.link("PA1", "closed", 40_000);
    account.ended(53001, 50_000);
    const report = account.report(50_000);
    expect(report.end).toBe(53001);
    expect(report.participants[0]).toMatchObject({
      connectedMs: 10_000,
      interruptions: { count: 1, totalMs: 30_000 },
    });
    expect(report.participants[1]).toMatchObject({ connectedMs: 0, quality: null, route: null });
  });

  it("keeps little of a day-long call, and its percentiles stay true", () => {
    const account = new CallAccount("RM0", 0);
    account.arrived(ben);
    for (let at = 0; at < 43_200; at++) account.measured("PA1", measure(at % 100));
    const { p50, p95 } = account.report(0).participants[0]!.quality!.roundTripMs!;
    expect(Math.abs(p50 - 50)).toBeLessThan(10);
    expect(Math.abs(p95 - 95)).toBeLessThan(10);
  });
});

describe("the words for it", () => {
  function account(): CallAccount {
    const call = new CallAccount("RM0", 0);
    for (const member of [ben, cleo]) {
      call.arrived(member);
      call.link(member.sid, "open", 0);
      call.measured(member.sid, measure(40, 0, 12));
    }
    return call;
  }

  it("a good call, and one interruption", () => {
    const call = account();
    expect(callSummary(call.report(23 * 60_000))).toBe("23 min, 3 people, connection good");
    call.link("PA1", "recovering", 60_000);
    call.link("PA1", "open", 64_000);
    const report = call.report(23 * 60_000);
    expect(callSummary(report)).toBe("23 min, 3 people, connection good; one interruption of 4 s");
    expect(report.participants.map(personSummary)).toEqual([
      "Ben: connection good, 40 ms there and back, one interruption of 4 s, the picture froze once, 12 MB received",
      "Cleo: connection good, 40 ms there and back, the picture froze once, 12 MB received",
    ]);
  });

  it("alone, briefly; and somebody who could not be reached", () => {
    const call = new CallAccount("RM0", 0);
    expect(callSummary(call.report(5_000))).toBe("Less than a minute, nobody else was here");
    call.arrived(ben);
    const report = call.report(60_000);
    expect(callSummary(report)).toBe("1 min, 2 people");
    expect(report.participants.map(personSummary)).toEqual(["Ben: no connection was found"]);
  });
});
