import { describe, expect, it } from "vitest";
import { LinkMeter } from "../../web/mesh/uplink/link-reading.ts";

type Entry = Record<string, unknown>;

/** Reads reports of so many entries, 2 s apart. */
function readings(...reports: Entry[][]) {
  const meter = new LinkMeter();
  return reports.map((entries, index) => {
    const timestamp = 10_000 + index * 2_000;
    const sent = entries.map((entry, at) => ({ type: "outbound-rtp", id: `sent${at}`, timestamp, ...entry }));
    return meter.read(new Map(sent.map((entry) => [entry.id, entry])));
  });
}

describe("what holds a link's pictures back", () => {
  it.each([
    ["bandwidth", "bandwidthLimited"],
    ["cpu", "cpuLimited"],
  ] as const)("is %s as long as frames are made that say so", (reason, key) => {
    const held = { qualityLimitationReason: reason };
    const seen = readings(
      [{ ...held, framesEncoded: 30 }],
      [{ ...held, framesEncoded: 90 }],
      [{ qualityLimitationReason: "none", framesEncoded: 150 }],
    );
    expect(seen).toMatchObject([{ [key]: true }, { [key]: true }, { [key]: false }]);
  });

  it.each([
    ["bandwidth", "bandwidthLimited"],
    ["cpu", "cpuLimited"],
  ] as const)("is not %s for what a switched off encoder said last", (reason, key) => {
    const camera = { qualityLimitationReason: "none" };
    const screen = { qualityLimitationReason: reason, active: true };
    const seen = readings(
      [
        { ...camera, framesEncoded: 60 },
        { ...screen, framesEncoded: 30 },
      ],
      [
        { ...camera, framesEncoded: 120 },
        { ...screen, framesEncoded: 30, active: false },
      ],
      [
        { ...camera, framesEncoded: 180 },
        { ...screen, framesEncoded: 30, active: false },
      ],
      [
        { ...camera, framesEncoded: 240 },
        { ...screen, framesEncoded: 80 },
      ],
    );
    expect(seen.map((reading) => reading[key])).toEqual([true, false, false, true]);
  });
});
