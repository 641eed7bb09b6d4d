import * as v from "valibot";
import type { Look } from "../look.ts";

/** To the thread that changes pictures. `id` names one track. */
export type Order =
  /** @property assets where the files of the package are */
  | { do: "load"; assets: string }
  | { do: "look"; look: Look }
  /** Chromium: frames come and go as streams. */
  | { do: "streams"; id: number; readable: ReadableStream<VideoFrame>; writable: WritableStream<VideoFrame> }
  /** Safari: the track itself is handed over. */
  | { do: "track"; id: number; track: MediaStreamTrack }
  /** Others: frame by frame. */
  | { do: "frame"; id: number; frame: VideoFrame }
  | { do: "end"; id: number };

/** What pictures cost, as means of the last second. */
export interface Figures {
  /** Milliseconds of a frame, all in all. */
  frameMs: number;
  framesPerSecond: number;
  /** The machine is too slow for the camera: pictures are smaller. */
  isSlow: boolean;
}

const id = v.number();
const figures = v.object({ frameMs: v.number(), framesPerSecond: v.number(), isSlow: v.boolean() });
const news = v.variant("is", [
  /** @property takesTracks tracks can be handed over */
  v.object({ is: v.literal("ready"), takesTracks: v.boolean() }),
  /** Some times a second, as long as it lives. */
  v.object({ is: v.literal("beat"), figures: v.optional(figures) }),
  /** What comes now takes its time; the next beat is late. */
  v.object({ is: v.literal("long") }),
  v.object({ is: v.literal("started"), id }),
  v.object({
    is: v.literal("track"),
    id,
    track: v.custom<MediaStreamTrack>((value) => value instanceof MediaStreamTrack),
  }),
  v.object({
    is: v.literal("frame"),
    id,
    frame: v.custom<VideoFrame>((value) => value instanceof VideoFrame),
  }),
  /** Without an id: it could not be loaded. */
  v.object({ is: v.literal("failed"), id: v.optional(id), message: v.string() }),
]);

/** From that thread. */
export type News = v.InferOutput<typeof news>;

export function newsOf(data: unknown): News | undefined {
  const parsed = v.safeParse(news, data);
  return parsed.success ? parsed.output : undefined;
}
