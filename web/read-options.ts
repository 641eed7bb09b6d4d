import { noEncodingWishes, type EncodingWishes } from "./room/layer.ts";
import { encodingLimits } from "./room/local-participant.ts";
import type { ConnectOptions } from "./room/connect-options.ts";
import { log, setLogLevel } from "./room/log.ts";
import type { Sharing } from "./mesh/shared/sharing.ts";
import type { BandwidthProfileOptions, OpusCodecSettings } from "./room/twilio-options.ts";
import { usualProfile, type VideoProfile } from "./room/video-profile.ts";

/** What `connect` makes of options in Twilio's words. */
export interface ReadOptions {
  encoding: EncodingWishes;
  profile: VideoProfile;
  maxVideoTracks: number | undefined;
  /** Begins what encodes for all links, and has to be closed. Undefined where each is to have encoders of its own. */
  openSharing: (() => Promise<Sharing | undefined>) | undefined;
}

const words = {
  contentPreferencesMode: ["auto", "manual"],
  dominantSpeakerPriority: ["low", "standard", "high"],
  mode: ["collaboration", "grid", "presentation"],
  clientTrackSwitchOffControl: ["auto", "manual"],
  trackSwitchOffMode: ["disabled", "detected", "predicted"],
};
const logLevels = ["debug", "info", "warn", "error", "off"];
const speakerRanks = { low: 0, standard: 1, high: 2 };
/** Twilio's names of codecs that another MIME type goes by. */
const audioTypes: Readonly<Record<string, string>> = { isac: "ISAC" };

/** @throws TypeError or RangeError where Twilio's SDK rejects with one */
export function readOptions(options: ConnectOptions): ReadOptions {
  const { logLevel } = options;
  if (logLevel !== undefined) {
    checkLogLevel(logLevel);
    setLogLevel(typeof logLevel === "string" ? logLevel : logLevel.default);
  }
  const { preferredAudioCodecs = [], preferredVideoCodecs = [], maxVideoBitrate, bandwidthProfile } = options;
  if (preferredVideoCodecs === "auto" && maxVideoBitrate) {
    throw new TypeError(
      'Illegal call to connect: ConnectOptions "maxVideoBitrate" is not compatible with "preferredVideoCodecs=auto"',
    );
  }
  checkBandwidthProfile(bandwidthProfile);
  const audio = preferredAudioCodecs.map((each) => (typeof each === "string" ? { codec: each } : each));
  const video = preferredVideoCodecs === "auto" ? [] : preferredVideoCodecs;
  const opus = audio.find((each): each is OpusCodecSettings => each.codec === "opus");
  return {
    encoding: {
      ...noEncodingWishes,
      limits: encodingLimits(options),
      audioCodecs: audio.map(({ codec }) => `audio/${audioTypes[codec] ?? codec}`),
      videoCodecs: video.map((each) => `video/${typeof each === "string" ? each : each.codec}`),
      dtx: opus?.dtx,
      dscp: options.enableDscp ?? options.dscpTagging ?? false,
    },
    profile: profileOf(bandwidthProfile),
    maxVideoTracks: maxVideoTracksOf(bandwidthProfile),
    openSharing: sharingOf(options),
  };
}

function sharingOf(options: ConnectOptions): ReadOptions["openSharing"] {
  checkWord(options, "sharedVideo", ["auto", "never"], "options");
  if (options.sharedVideo !== "auto" || options.sealMedia) return undefined; // sealed frames are each link's own
  const loading = import("./mesh/shared/shared-video.ts"); // while the devices open
  loading.catch(() => undefined);
  return async () => {
    try {
      return await (await loading).openSharedVideo();
    } catch (error) {
      log("warn", "a file of this package is missing; video is encoded for each link alone", error);
      return undefined;
    }
  };
}

function profileOf({ video }: BandwidthProfileOptions = {}): VideoProfile {
  const most = { ...usualProfile.most };
  for (const priority of ["low", "standard", "high"] as const) {
    const { width, height } = video?.renderDimensions?.[priority] ?? {};
    if (width && height) most[priority] = { widthPx: width, heightPx: height };
  }
  return {
    manualSwitch: video?.clientTrackSwitchOffControl === "manual",
    manualSize: video?.contentPreferencesMode === "manual",
    speakerRank: speakerRanks[video?.dominantSpeakerPriority ?? "standard"],
    most,
    budgetBps: video?.maxSubscriptionBitrate ?? 0,
  };
}

function maxVideoTracksOf({ video }: BandwidthProfileOptions = {}): number | undefined {
  return video?.trackSwitchOffMode === "disabled" ? Infinity : video?.maxTracks;
}

function checkBandwidthProfile(given: unknown): void {
  checkObject(given, "options.bandwidthProfile");
  const video = member(given, "video");
  const name = "options.bandwidthProfile.video";
  checkObject(video, name);
  if (video === undefined) return;
  for (const [key, values] of Object.entries(words)) checkWord(video, key, values, name);
  for (const key of ["maxSubscriptionBitrate", "maxTracks"]) checkNumber(video, key, name);
  checkNotBoth(video, "maxTracks", "clientTrackSwitchOffControl");
  checkNotBoth(video, "renderDimensions", "contentPreferencesMode");
  const dimensions = member(video, "renderDimensions");
  checkObject(dimensions, `${name}.renderDimensions`);
  for (const priority of words.dominantSpeakerPriority) {
    const each = member(dimensions, priority);
    checkObject(each, `${name}.renderDimensions.${priority}`);
    for (const key of ["width", "height"]) {
      if (member(each, key) !== null) checkNumber(each, key, `${name}.renderDimensions.${priority}`);
    }
  }
}

function checkLogLevel(given: unknown): void {
  const levels: unknown[] = typeof given === "object" && given !== null ? Object.values(given) : [given];
  for (const level of levels) {
    if (!logLevels.includes(String(level).toLowerCase()))
      throw new RangeError(`level must be one of ${logLevels.join(", ")}`);
  }
}

function member(given: unknown, key: string): unknown {
  return typeof given === "object" && given !== null ? Reflect.get(given, key) : undefined;
}
function has(given: unknown, key: string): boolean {
  return typeof given === "object" && given !== null && key in given;
}
function checkObject(given: unknown, name: string): void {
  if (given === undefined) return;
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new TypeError(`${name} must be an object`);
}
function checkWord(given: unknown, key: string, values: string[], name: string): void {
  if (has(given, key) && !values.includes(String(member(given, key))))
    throw new RangeError(`${name}.${key} must be one of ${values.join(", ")}`);
}
function checkNumber(given: unknown, key: string, name: string): void {
  const value = member(given, key);
  if (has(given, key) && (typeof value !== "number" || Number.isNaN(value)))
    throw new TypeError(`${name}.${key} must be a number`);
}
function checkNotBoth(given: unknown, old: string, key: string): void {
  if (has(given, old) && has(given, key))
    throw new TypeError(
      `options.bandwidthProfile.video.${old} is deprecated. Use options.bandwidthProfile.video.${key} instead.`,
    );
}
