import * as v from "valibot";
import { recordingId } from "./log-info.ts";

/** Of `room.sendMessage`. docs/recording.md says who sends each, when, and what follows. */
export const recordingCommand = "meshcall.recording";

const id = recordingId;
const time = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));
const gaps = v.pipe(
  v.array(v.object({ atMs: time, what: v.pipe(v.string(), v.maxLength(20)) })),
  v.maxLength(100),
);

const recordingMessage = v.variant("do", [
  v.object({
    do: v.literal("record"),
    id,
    /** For how long already. */
    sinceMs: time,
    /** Nobody is recorded before they agree. */
    asks: v.boolean(),
    /** Everybody is to record their own tracks, and give them when it is over. */
    collects: v.boolean(),
  }),
  v.object({ do: v.literal("stop"), id }),
  v.object({ do: v.literal("answer"), id, agrees: v.boolean() }),
  v.object({ do: v.literal("clock"), id, sentMs: time }),
  v.object({ do: v.literal("time"), id, sentMs: time, nowMs: time }),
  v.object({ do: v.literal("have"), id }),
  v.object({ do: v.literal("want"), id }),
  v.object({ do: v.literal("nothing"), id }),
  v.object({
    do: v.literal("file"),
    id,
    /** Of `meshcall/files`. */
    fileId: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
    kind: v.picklist(["own", "screen"]),
    /** How many there are in all. */
    of: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
    /** By the recorder's clock. */
    startedAtMs: time,
    uncertaintyMs: time,
    durationMs: time,
    gaps,
  }),
  v.object({ do: v.literal("got"), id }),
]);
export type RecordingMessage = v.InferOutput<typeof recordingMessage>;
export type FileMessage = Extract<RecordingMessage, { do: "file" }>;

/** @param body of a message of somebody else's page @returns undefined for what is none of these */
export function parseRecordingMessage(body: unknown): RecordingMessage | undefined {
  const parsed = v.safeParse(recordingMessage, body);
  return parsed.success ? parsed.output : undefined;
}
