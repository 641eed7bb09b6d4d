import { describe, expect, it } from "vitest";
import { usualRules } from "#protocol/room-rules";
import { withinCap } from "../../web/mesh/uplink/link-cap.ts";
import { noEncodingWishes, type EncodingWishes, type Layer } from "../../web/room/layer.ts";
import { encodingOf } from "../../web/room/publishing/encoding-of.ts";
import { withSettings } from "../../web/room/publishing/settings.ts";

const own = (settings: object): EncodingWishes => withSettings(noEncodingWishes, settings);

describe("what a page sets", () => {
  it("stays until it is set again, and null gives it back", () => {
    const first = own({ maxVideoBitrateBps: 300_000, preferredVideoCodecs: ["VP9", "h264"], opusDtx: false });
    expect(first).toEqual({
      ...noEncodingWishes,
      limits: { audioBps: 0, videoBps: 300_000 },
      videoCodecs: ["video/VP9", "video/H264"],
      dtx: false,
    });
    expect(withSettings(first, {})).toEqual(first);
    expect(withSettings(first, { opusDtx: undefined })).toEqual(first);
    const nothing = { maxVideoBitrateBps: null, preferredVideoCodecs: null, opusDtx: null };
    expect(withSettings(first, nothing)).toEqual(noEncodingWishes);
  });

  it.each([
    ["no object", null],
    ["no object", "opusFec"],
    ["what is no setting", { maxVideoBitrate: 1 }],
    ["a bit rate that is no number", { maxVideoBitrateBps: "300000" }],
    ["a bit rate that is NaN", { maxAudioBitrateBps: NaN }],
    ["codecs that are no array", { preferredVideoCodecs: "VP8" }],
    ["FEC that is neither", { opusFec: 1 }],
    ["a mode that is no text", { scalabilityMode: 3 }],
    ["a name that is no text", { displayName: {} }],
  ])("is refused as of the wrong type: %s", (_what, settings) => {
    expect(() => withSettings(noEncodingWishes, settings)).toThrow(TypeError);
  });

  it.each([
    ["less than any encoder takes", { maxVideoBitrateBps: 29_999 }],
    ["more than any link carries", { maxVideoBitrateBps: 100_000_001 }],
    ["less than Opus can do", { maxAudioBitrateBps: 5_999 }],
    ["more than Opus can do", { maxAudioBitrateBps: Infinity }],
    ["a codec that nobody knows", { preferredVideoCodecs: ["VP8", "H266"] }],
    ["a codec of video for audio", { preferredAudioCodecs: ["VP8"] }],
    ["a mode that nobody knows", { scalabilityMode: "L4T4" }],
    ["a mode of one layer with its key", { scalabilityMode: "L1T1_KEY" }],
    ["a mode of simulcast", { scalabilityMode: "S2T1" }],
    ["key frames all the time", { keyFrameIntervalSeconds: 0.1 }],
    ["an empty name", { displayName: "" }],
    ["a name that is too long", { displayName: "n".repeat(129) }],
  ])("is refused as out of range: %s", (_what, settings) => {
    expect(() => withSettings(noEncodingWishes, settings)).toThrow(RangeError);
  });
});

describe("the room's rules and the page's settings", () => {
  it("that say nothing change nothing", () => {
    const wishes = own({ preferredAudioCodecs: ["PCMU"], opusDtx: true, scalabilityMode: "L1T3" });
    expect(encodingOf(usualRules, wishes)).toEqual(wishes);
    expect(encodingOf(undefined, wishes)).toEqual(wishes);
  });

  it("the page orders the codecs that the room takes", () => {
    const rules = { ...usualRules, videoCodecs: ["H264" as const, "VP8" as const] };
    expect(encodingOf(rules, own({})).videoCodecs).toEqual(["video/H264", "video/VP8"]);
    expect(encodingOf(rules, own({ preferredVideoCodecs: ["AV1", "VP8"] })).videoCodecs).toEqual([
      "video/VP8",
      "video/H264",
    ]);
  });

  it("what the room forbids nobody has; what it allows the page decides", () => {
    const wishes = own({ opusFec: true, opusDtx: true });
    expect(encodingOf({ ...usualRules, opusFec: false, opusDtx: false }, wishes)).toMatchObject({
      fec: false,
      dtx: false,
    });
    expect(encodingOf(usualRules, wishes)).toMatchObject({ fec: true, dtx: true });
    expect(encodingOf(usualRules, own({ opusFec: false }))).toMatchObject({ fec: false, dtx: undefined });
  });

  it("the room's mode counts, and its cap; key frames come as often as either wants", () => {
    const wishes = own({ scalabilityMode: "L1T2", keyFrameIntervalSeconds: 10 });
    const rules = { ...usualRules, scalabilityMode: "L1T3", bitrateCapBps: 128_000 };
    expect(encodingOf({ ...rules, keyFrameIntervalSeconds: 5 }, wishes)).toMatchObject({
      scalabilityMode: "L1T3",
      linkVideoBps: 128_000,
      keyFrameIntervalSeconds: 5,
    });
    expect(encodingOf({ ...rules, keyFrameIntervalSeconds: 20 }, wishes).keyFrameIntervalSeconds).toBe(10);
    expect(encodingOf({ ...rules, keyFrameIntervalSeconds: 5 }, own({})).keyFrameIntervalSeconds).toBe(5);
  });

  it("spatial layers mean a codec that has them, unless somebody has chosen one", () => {
    expect(encodingOf(undefined, own({ scalabilityMode: "L2T2" })).videoCodecs).toEqual([
      "video/VP9",
      "video/AV1",
    ]);
    expect(encodingOf(undefined, own({ scalabilityMode: "L1T2" })).videoCodecs).toEqual([]);
    const chosen = own({ scalabilityMode: "L2T2", preferredVideoCodecs: ["VP8"] });
    expect(encodingOf(undefined, chosen).videoCodecs).toEqual(["video/VP8"]);
  });
});

describe("a cap over all video of a link", () => {
  const layer = (maxBitrateBps: number, active = true): Layer => ({
    active,
    scaleResolutionDownBy: 1,
    maxFramerate: 30,
    maxBitrateBps,
  });
  const bitrates = (layers: Layer[]) => layers.map(({ maxBitrateBps }) => maxBitrateBps);

  it("lowers what is too much together, in proportion, and leaves other links alone", () => {
    const layers = [layer(300_000), layer(100_000), layer(90_000), layer(0, false)];
    expect(bitrates(withinCap(layers, ["a", "a", "b", "a"], 200_000))).toEqual([150_000, 50_000, 90_000, 0]);
  });

  it("is none at 0", () => {
    expect(bitrates(withinCap([layer(2_500_000)], ["a"], 0))).toEqual([2_500_000]);
  });
});
