import * as v from "valibot";
import { limits } from "./limits.ts";

/** A track as its publisher tells the server of it. The SID is made by the publisher's page: unique in a room only. */
const publishedTrack = v.object({
  /** `MT` and 32 hex digits. */
  sid: v.pipe(v.string(), v.regex(/^MT[0-9a-f]{32}$/)),
  kind: v.picklist(["audio", "video", "data"]),
  name: v.pipe(v.string(), v.maxLength(limits.nameChars)),
  enabled: v.boolean(),
});
export type PublishedTrackJson = v.InferOutput<typeof publishedTrack>;

export const publishedTracks = v.pipe(v.array(publishedTrack), v.maxLength(limits.tracks));
