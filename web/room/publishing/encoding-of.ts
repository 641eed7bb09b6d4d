import type { RoomRules } from "#protocol/room-rules";
import type { EncodingWishes } from "../layer.ts";

/** The room's rules for whoever publishes. */
export type PublishingRules = Pick<
  RoomRules,
  | "bitrateCapBps"
  | "audioCodecs"
  | "videoCodecs"
  | "opusFec"
  | "opusDtx"
  | "scalabilityMode"
  | "keyFrameIntervalSeconds"
>;

/** Modes with spatial layers: of what browsers encode, these alone have them. */
const spatialCodecs = ["video/VP9", "video/AV1"];

/** What every link does: the page's own wishes, as far as the room's rules let it have them. */
export function encodingOf(rules: PublishingRules | undefined, own: EncodingWishes): EncodingWishes {
  const encoding = rules === undefined ? own : ruled(rules, own);
  // without a word on codecs, the mode chooses them
  return encoding.videoCodecs.length === 0 && /^L[23]/.test(encoding.scalabilityMode)
    ? { ...encoding, videoCodecs: spatialCodecs }
    : encoding;
}

function ruled(rules: PublishingRules, own: EncodingWishes): EncodingWishes {
  return {
    ...own,
    linkVideoBps: rules.bitrateCapBps,
    videoCodecs: codecs(rules.videoCodecs, own.videoCodecs, "video"),
    audioCodecs: codecs(rules.audioCodecs, own.audioCodecs, "audio"),
    fec: rules.opusFec ? own.fec : false,
    dtx: rules.opusDtx ? own.dtx : false,
    scalabilityMode: rules.scalabilityMode === "" ? own.scalabilityMode : rules.scalabilityMode,
    keyFrameIntervalSeconds: soonest(rules.keyFrameIntervalSeconds, own.keyFrameIntervalSeconds),
  };
}

/** The page's order, of the room's codecs; then the room's. */
function codecs(names: readonly string[], own: readonly string[], kind: string): readonly string[] {
  if (names.length === 0) return own;
  const allowed = names.map((name) => `${kind}/${name}`);
  return [...new Set([...own.filter((codec) => allowed.includes(codec)), ...allowed])];
}

function soonest(...seconds: number[]): number {
  const given = seconds.filter((each) => each > 0);
  return given.length === 0 ? 0 : Math.min(...given);
}
