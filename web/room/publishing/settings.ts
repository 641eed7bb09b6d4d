import { audioCodecNames, videoCodecNames } from "#protocol/room-rules";
import { limits } from "#protocol/limits";
import type { EncodingWishes } from "../layer.ts";

/** What `localParticipant.configure` changes. What is left out stays; null gives it back to Meshcall. */
export interface PublishingSettings {
  /** Of each video track to each participant, bits per second. */
  maxVideoBitrateBps?: number | null;
  /** Of each audio track to each participant, bits per second. */
  maxAudioBitrateBps?: number | null;
  /** The best first. What a receiver does not have is left out for that receiver. */
  preferredVideoCodecs?: readonly (typeof videoCodecNames)[number][] | null;
  preferredAudioCodecs?: readonly (typeof audioCodecNames)[number][] | null;
  /** Opus repeats what may be lost. */
  opusFec?: boolean | null;
  /** Opus sends little while nobody speaks. */
  opusDtx?: boolean | null;
  /** As in WebRTC SVC: `L1T3`, `L3T3_KEY` and such. */
  scalabilityMode?: string | null;
  /** How often everybody is sent a key frame unasked, s. */
  keyFrameIntervalSeconds?: number | null;
  /** What the others see. The signal-worker may refuse. */
  displayName?: string;
}

/** RFC 6716 section 2.1.1: what Opus can do. */
const audioBps = { least: 6_000, most: 510_000 };
/** libwebrtc's encoders of video take no less (`kMinVideoBitrateBps`); the most is the room rules'. */
const videoBps = { least: 30_000, most: 100_000_000 };
/** As for the room's rule. */
const keyFrameSeconds = { least: 1, most: 3_600 };
/** W3C webrtc-svc section 6, but for simulcast in one stream (S2T1 …), which a link with one receiver has no use for. */
const scalabilityModes = /^(L1T[1-3]|L[23]T[1-3](h|_KEY)?|L[23]T[23]_KEY_SHIFT)$/;

const names: readonly string[] = [
  "maxVideoBitrateBps",
  "maxAudioBitrateBps",
  "preferredVideoCodecs",
  "preferredAudioCodecs",
  "opusFec",
  "opusDtx",
  "scalabilityMode",
  "keyFrameIntervalSeconds",
  "displayName",
] satisfies (keyof PublishingSettings)[];

/**
 * @returns the wishes with the settings in them
 * @throws TypeError for a value of the wrong type or a name that is no setting, RangeError for one that is unknown or out of range
 */
export function withSettings(wishes: EncodingWishes, given: unknown): EncodingWishes {
  if (typeof given !== "object" || given === null) throw new TypeError("Expected settings to be an object");
  const settings = new Map<string, unknown>(Object.entries(given));
  for (const name of settings.keys())
    if (!names.includes(name)) throw new TypeError(`There is no setting \`${name}\``);
  /** What is said of one setting, or how it was. */
  const read = <Value>(name: keyof PublishingSettings, before: Value, usual: Value, parse: Parse<Value>) => {
    const value = settings.get(name);
    return value === undefined ? before : value === null ? usual : parse(value, `\`${name}\``);
  };
  checkName(settings.get("displayName"));
  return {
    ...wishes,
    limits: {
      audioBps: read("maxAudioBitrateBps", wishes.limits.audioBps, 0, numberWithin(audioBps)),
      videoBps: read("maxVideoBitrateBps", wishes.limits.videoBps, 0, numberWithin(videoBps)),
    },
    videoCodecs: read("preferredVideoCodecs", wishes.videoCodecs, [], codecsOf("video", videoCodecNames)),
    audioCodecs: read("preferredAudioCodecs", wishes.audioCodecs, [], codecsOf("audio", audioCodecNames)),
    fec: read("opusFec", wishes.fec, undefined, aBoolean),
    dtx: read("opusDtx", wishes.dtx, undefined, aBoolean),
    scalabilityMode: read("scalabilityMode", wishes.scalabilityMode, "", aMode),
    keyFrameIntervalSeconds: read(
      "keyFrameIntervalSeconds",
      wishes.keyFrameIntervalSeconds,
      0,
      numberWithin(keyFrameSeconds),
    ),
  };
}

type Parse<Value> = (value: unknown, name: string) => Value;

function numberWithin({ least, most }: { least: number; most: number }): Parse<number> {
  return (value, name) => {
    if (typeof value !== "number" || Number.isNaN(value))
      throw new TypeError(`Expected ${name} to be a number`);
    if (value < least || value > most) throw new RangeError(`${name} must be ${least} to ${most}`);
    return value;
  };
}

function codecsOf(kind: "audio" | "video", known: readonly string[]): Parse<string[]> {
  return (value, name) => {
    if (!Array.isArray(value)) throw new TypeError(`Expected ${name} to be an array of names`);
    return value.map((each: unknown) => {
      const codec = known.find((one) => one.toLowerCase() === String(each).toLowerCase());
      if (codec === undefined) throw new RangeError(`${name} must be of ${known.join(", ")}`);
      return `${kind}/${codec}`;
    });
  };
}

function aBoolean(value: unknown, name: string): boolean {
  if (typeof value !== "boolean") throw new TypeError(`Expected ${name} to be true or false`);
  return value;
}

function aMode(value: unknown, name: string): string {
  if (typeof value !== "string") throw new TypeError(`Expected ${name} to be a string`);
  if (!scalabilityModes.test(value)) throw new RangeError(`${name} must be a mode such as L1T3 or L3T3_KEY`);
  return value;
}

function checkName(value: unknown): void {
  if (value === undefined) return;
  if (typeof value !== "string") throw new TypeError("Expected `displayName` to be a string");
  if (value === "" || value.length > limits.nameChars)
    throw new RangeError(`\`displayName\` must have 1 to ${limits.nameChars} characters`);
}
