import { afterEach, describe, expect, it, vi } from "vitest";
import { linkTrackers } from "../../web/elements/call/link-trackers.ts";
import { dealOffers } from "../../web/signaling/trackers/deal-offers.ts";
import { Pacing, type RoundOfOffers } from "../../web/signaling/trackers/pacing.ts";
import { Remembered } from "../../web/signaling/trackers/remembered.ts";

describe("a round of offers", () => {
  const nine = [..."123456789"];

  it("goes to one tracker where there is one", () => {
    expect(dealOffers(nine, [9], 0)).toEqual({ hands: [nine], spare: [] });
  });

  it("reaches everybody over the fastest tracker, and somebody over each", () => {
    const { hands, spare } = dealOffers(nine, [4, 4, 4], 0);
    expect(hands[0]).toHaveLength(4);
    expect(hands.map(({ length }) => length).every((length) => length >= 1)).toBe(true);
    expect([...hands.flat(), ...spare].toSorted()).toEqual(nine);
  });

  it("does not all go to a tracker that claims a crowd", () => {
    expect(dealOffers(nine, [1_000, 1], 0).hands.map(({ length }) => length)).toEqual([8, 1]);
    expect(dealOffers(["1", "2"], [1_000, 1], 0).hands).toEqual([["1"], ["2"]]);
  });

  it("leaves some for trackers that come up late", () => {
    expect(dealOffers(["1", "2", "3"], [1], 2)).toEqual({ hands: [["1"]], spare: ["2", "3"] });
    expect(dealOffers(["1"], [1], 2)).toEqual({ hands: [["1"]], spare: [] });
    expect(dealOffers(["1", "2"], [], 2)).toEqual({ hands: [], spare: ["1", "2"] });
  });
});

describe("rounds while nobody comes", () => {
  const round: RoundOfOffers = [{ offerId: "o", description: { sdp: "v=0" } }];

  it("are handed out once a minute at last, and soon again when something changes", () => {
    let nowMs = 0;
    const handedOutMs: number[] = [];
    const pacing = new Pacing(() => handedOutMs.push(nowMs));
    for (; nowMs < 600_000; nowMs += 15_000) pacing.offer(round, nowMs);
    const gapsMs = handedOutMs.slice(1).map((atMs, index) => atMs - (handedOutMs[index] ?? 0));
    expect(handedOutMs[0]).toBe(0);
    expect(gapsMs[0]).toBe(15_000);
    expect(Math.max(...gapsMs)).toBe(60_000);
    const before = handedOutMs.length;
    pacing.soon(nowMs);
    pacing.offer(round, nowMs);
    expect(handedOutMs).toHaveLength(before + 1);
  });

  it("that were kept back go out when something changes, while they are fresh", () => {
    const handedOut = vi.fn<() => void>();
    const pacing = new Pacing(handedOut);
    for (const nowMs of [0, 10_000, 20_000]) pacing.offer(round, nowMs);
    handedOut.mockClear();
    pacing.offer(round, 26_000); // not due
    expect(handedOut).not.toHaveBeenCalled();
    pacing.soon(28_000);
    expect(handedOut).toHaveBeenCalledTimes(1);
    pacing.offer(round, 29_000);
    pacing.soon(60_000); // the mesh has withdrawn them
    expect(handedOut).toHaveBeenCalledTimes(1);
    pacing.close();
    pacing.offer(round, 900_000);
    expect(handedOut).toHaveBeenCalledTimes(1);
  });
});

describe("what is remembered", () => {
  it("is bounded in number and age", () => {
    const remembered = new Remembered<number>(3, 100);
    for (let at = 0; at < 5; at++) remembered.set(String(at), at, at);
    expect(["0", "1", "2", "3", "4"].map((key) => remembered.get(key, 5))).toEqual([
      undefined,
      undefined,
      2,
      3,
      4,
    ]);
    expect(remembered.get("4", 104)).toBe(4);
    expect(remembered.get("4", 105)).toBeUndefined();
    expect(remembered.take("3", 50)).toBe(3);
    expect(remembered.take("3", 50)).toBeUndefined();
  });
});

describe("the link of a page with trackers", () => {
  /** A page at this fragment. */
  function page(hash: string): { location: { hash: string } } {
    const location = { hash };
    vi.stubGlobal("location", location);
    vi.stubGlobal("history", {
      state: null,
      replaceState: (_state: unknown, _title: string, address: string) => (location.hash = address),
    });
    return { location };
  }
  afterEach(() => void vi.unstubAllGlobals());

  it("gets a secret once, and keeps it", () => {
    const { location } = page("");
    const first = linkTrackers(" wss://a.example\n wss://b.example ");
    expect(first?.urls).toEqual(["wss://a.example", "wss://b.example"]);
    expect(first?.secret).toMatch(/^[0-9a-f]{32}$/);
    expect(location.hash).toBe(`#mesh=${first?.secret}`);
    expect(linkTrackers("wss://a.example")?.secret).toBe(first?.secret);
  });

  it("keeps what else is in the fragment", () => {
    const { location } = page("#/rooms/1&tab=2");
    const { secret } = linkTrackers("wss://a.example")!;
    expect(location.hash).toBe(`#/rooms/1&tab=2&mesh=${secret}`);
  });

  it("replaces a secret that was cut off", () => {
    const { location } = page("#mesh=abc&tab=2");
    const { secret } = linkTrackers("wss://a.example")!;
    expect(location.hash).toBe(`#tab=2&mesh=${secret}`);
  });

  it("stays as it is without trackers", () => {
    const { location } = page("#tab=2");
    expect(linkTrackers(null)).toBeUndefined();
    expect(linkTrackers("  ")).toBeUndefined();
    expect(location.hash).toBe("#tab=2");
  });
});
