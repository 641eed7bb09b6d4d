import * as v from "valibot";

/** What each log says of itself, so that it can be understood without anything else. */
export const logInfo = v.object({
  /** `mix`: everybody, as on the stage. `own`: camera and microphone of this page. `screen`: what it shares. */
  kind: v.picklist(["mix", "own", "screen"]),
  /** By this page's clock, since 1970. */
  startedAtMs: v.number(),
});
export type LogInfo = v.InferOutput<typeof logInfo>;

const idPattern = /^[0-9a-f-]{36}$/;
/** A UUID: it names a folder too. */
export const recordingId = v.pipe(v.string(), v.regex(idPattern));

/** Who takes part in a recording, as its recorder knows. */
const person = v.object({
  sid: v.string(),
  identity: v.string(),
  name: v.string(),
  /** `asked`: has not answered. `told`: was told, where nobody is asked. */
  answer: v.picklist(["told", "asked", "agreed", "refused"]),
});
export type RecordedPerson = v.InferOutput<typeof person>;

/** A file of somebody, as it lies in the folder of the recording. */
const collectedFile = v.object({
  sid: v.string(),
  file: v.string(),
  kind: v.picklist(["own", "screen"]),
  /** Since the recording's beginning, by the recorder's clock; may be before it. */
  startMs: v.number(),
  uncertaintyMs: v.number(),
  durationMs: v.number(),
  gaps: v.array(v.object({ atMs: v.number(), what: v.string() })),
});
export type CollectedFile = v.InferOutput<typeof collectedFile>;

/** `recording.json` beside the logs: what a recording is of, for whoever finds it after a crash. */
export const recordingSheet = v.object({
  version: v.literal(1),
  id: recordingId,
  room: v.string(),
  /** `recorder`: recorded here. `guest`: own tracks, for somebody else's recording. */
  role: v.picklist(["recorder", "guest"]),
  /** By this page's clock, since 1970. */
  startedAtMs: v.number(),
  /** Null: it was never ended, so the page was. */
  endedAtMs: v.nullable(v.number()),
  /** Whose recording it is; oneself where one records. */
  by: v.object({ identity: v.string(), name: v.string() }),
  self: v.object({ sid: v.string(), identity: v.string(), name: v.string() }),
  people: v.array(person),
  collects: v.boolean(),
  collected: v.array(collectedFile),
  /** To be added to this page's clock for the recorder's; null where it was never measured. */
  clock: v.nullable(v.object({ offsetMs: v.number(), uncertaintyMs: v.number() })),
});
export type RecordingSheet = v.InferOutput<typeof recordingSheet>;
