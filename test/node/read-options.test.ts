import { describe, expect, it } from "vitest";
import { readOptions } from "../../web/read-options.ts";
import { noEncodingWishes } from "../../web/room/layer.ts";
import { pixelsWithin, usualProfile } from "../../web/room/video-profile.ts";
import { wishFor, type WishReasons } from "../../web/room/video-wish.ts";
import type { VideoBandwidthProfileOptions } from "../../web/room/twilio-options.ts";

describe("what Twilio's SDK rejects", () => {
  const video = (wrong: unknown) => ({ bandwidthProfile: { video: wrong } });
  it.each<[string, unknown, ErrorConstructor]>([
    ["a level that is none", { logLevel: "loud" }, RangeError],
    ["a level that is none among levels", { logLevel: { default: "warn", media: "loud" } }, RangeError],
    ["a profile that is no object", { bandwidthProfile: [] }, TypeError],
    ["a video profile that is no object", video(null), TypeError],
    ["a mode that is none", video({ mode: "row" }), RangeError],
    ["a priority that is none", video({ dominantSpeakerPriority: "urgent" }), RangeError],
    ["a switch-off mode that is none", video({ trackSwitchOffMode: "never" }), RangeError],
    ["a control that is none", video({ clientTrackSwitchOffControl: "hand" }), RangeError],
    ["preferences that are none", video({ contentPreferencesMode: "hand" }), RangeError],
    ["a bit rate that is no number", video({ maxSubscriptionBitrate: "1" }), TypeError],
    ["a number of tracks that is none", video({ maxTracks: Number.NaN }), TypeError],
    ["two words for one thing", video({ maxTracks: 2, clientTrackSwitchOffControl: "auto" }), TypeError],
    ["two more", video({ renderDimensions: {}, contentPreferencesMode: "auto" }), TypeError],
    ["dimensions that are none", video({ renderDimensions: { high: { width: "1", height: 1 } } }), TypeError],
    ["a limit with codecs by itself", { maxVideoBitrate: 1, preferredVideoCodecs: "auto" }, TypeError],
    ["a limit that is no number", { maxAudioBitrate: "16000" }, TypeError],
  ])("%s", (_what, options, error) => {
    expect(() => Reflect.apply(readOptions, undefined, [options])).toThrow(error);
  });
});

describe("what is made of Twilio's options", () => {
  it("codecs, limits and precedence", () => {
    expect(
      readOptions({
        preferredAudioCodecs: ["PCMU", { codec: "opus", dtx: false }],
        preferredVideoCodecs: [{ codec: "VP8", simulcast: true }, "H264"],
        maxAudioBitrate: 16_000,
        maxVideoBitrate: null,
        dscpTagging: true,
      }).encoding,
    ).toEqual({
      ...noEncodingWishes,
      audioCodecs: ["audio/PCMU", "audio/opus"],
      videoCodecs: ["video/VP8", "video/H264"],
      limits: { audioBps: 16_000, videoBps: 0 },
      dtx: false,
      dscp: true,
    });
  });

  const profile = (video: VideoBandwidthProfileOptions) =>
    readOptions({ bandwidthProfile: { video } }).profile;
  const tile = { widthPx: 640, heightPx: 360 };
  const nothing = { widthPx: 0, heightPx: 0 };
  const reasons = (changed: Partial<WishReasons>): WishReasons => ({
    tile,
    chosen: true,
    rank: 0,
    switched: null,
    render: null,
    priority: null,
    profile: usualProfile,
    mostPixels: Infinity,
    watching: null,
    ...changed,
  });

  it("without a profile, everything is as it is", () => {
    const { profile: made, maxVideoTracks, encoding } = readOptions({ logLevel: "warn" });
    expect([made, maxVideoTracks, encoding.videoCodecs]).toEqual([usualProfile, undefined, []]);
  });

  it("manual switching: received though no tile shows it, until it is switched off", () => {
    const manual = profile({ clientTrackSwitchOffControl: "manual" });
    expect(manual.manualSwitch).toBe(true);
    expect(wishFor(reasons({ tile: nothing, switched: "on", profile: manual }))).toMatchObject({
      widthPx: 1280,
    });
    expect(wishFor(reasons({ switched: "off", profile: manual }))).toMatchObject({ widthPx: 0 });
  });

  it("manual sizes: the tile says only whether it is seen", () => {
    const manual = profile({ contentPreferencesMode: "manual" });
    expect(wishFor(reasons({ profile: manual }))).toMatchObject({ widthPx: 1280, heightPx: 720 });
    expect(wishFor(reasons({ tile: nothing, profile: manual }))).toMatchObject({ widthPx: 0 });
    expect(wishFor(reasons({ render: tile, profile: manual }))).toMatchObject(tile);
  });

  it("dimensions of each priority are the most that is asked", () => {
    const capped = profile({
      renderDimensions: { standard: { width: 320, height: 240 }, high: { width: 500, height: 400 } },
    });
    expect(wishFor(reasons({ profile: capped }))).toMatchObject({ widthPx: 320, heightPx: 240 });
    expect(wishFor(reasons({ profile: capped, priority: "high" }))).toMatchObject({
      widthPx: 500,
      heightPx: 360,
    });
    expect(wishFor(reasons({ profile: capped, priority: "low" }))).toMatchObject({
      widthPx: 320,
      heightPx: 180,
    });
  });

  it("a budget is shared by the videos, and makes each smaller in its own shape", () => {
    expect(pixelsWithin(0, 4)).toBe(Infinity);
    expect(pixelsWithin(2_500_000, 1)).toBe(1280 * 720);
    const mostPixels = pixelsWithin(profile({ maxSubscriptionBitrate: 2_400_000 }).budgetBps, 4);
    expect(mostPixels).toBeLessThan((1280 * 720) / 4);
    const wish = wishFor(reasons({ tile: { widthPx: 1280, heightPx: 720 }, mostPixels }))!;
    expect(wish.widthPx * wish.heightPx).toBeLessThanOrEqual(mostPixels * 1.01);
    expect(wish.widthPx / wish.heightPx).toBeCloseTo(16 / 9, 1);
    expect(wishFor(reasons({ mostPixels: Infinity }))).toMatchObject(tile);
  });

  it("how many, and how much a speaker is preferred", () => {
    const read = (video: VideoBandwidthProfileOptions) => readOptions({ bandwidthProfile: { video } });
    expect(read({ maxTracks: 2 }).maxVideoTracks).toBe(2);
    expect(read({ trackSwitchOffMode: "disabled" }).maxVideoTracks).toBe(Infinity);
    expect(read({ trackSwitchOffMode: "detected" }).maxVideoTracks).toBeUndefined();
    expect(read({ dominantSpeakerPriority: "high" }).profile.speakerRank).toBe(2);
    expect(read({ dominantSpeakerPriority: "low" }).profile.speakerRank).toBe(0);
  });
});
