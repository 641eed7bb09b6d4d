import type { TrackPriority } from "./track-priority.ts";

/** What a participant tells the others about one of its tracks. */
export type TrackInfo = MediaTrackInfo | DataTrackInfo;

export interface MediaTrackInfo {
  /** `MT` and 32 hex digits; new for every publication. */
  sid: string;
  kind: "audio" | "video";
  name: string;
  enabled: boolean;
  /** Left out: `standard`. */
  priority?: TrackPriority;
}

export interface DataTrackInfo {
  sid: string;
  kind: "data";
  name: string;
  enabled: boolean;
  /** Left out: `standard`. */
  priority?: TrackPriority;
  ordered: boolean;
  /** Milliseconds, or null for no limit; never both this and `maxRetransmits`. */
  maxPacketLifeTime: number | null;
  maxRetransmits: number | null;
}

/** The tracks of a shared screen are named `screen` and `screen-audio`. */
export function isScreenName(name: string): boolean {
  return name.startsWith("screen");
}

const sidBytes = 16;

/** @param prefix `MT` for tracks */
export function newSid(prefix: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(sidBytes));
  return prefix + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
