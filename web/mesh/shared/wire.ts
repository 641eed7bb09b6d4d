import * as v from "valibot";

/** What page and thread say to each other. Both parse what they hear. */

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** At most so many encoders for one track. */
export const mostLayers = 3;

/** Whose frames one link gets; only every second one. */
const part = v.object({ link: count, encoder: count, isHalved: v.boolean() });
export type LinkPart = v.InferOutput<typeof part>;

export type SharedCodec = "vp8" | "h264";

const command = v.variant("do", [
  /** All encoders of a source that are wanted, and who gets what of them. A link that is not in the list gets nothing. */
  v.object({
    do: v.literal("divide"),
    source: count,
    encoders: v.pipe(v.array(count), v.maxLength(mostLayers)),
    links: v.array(part),
  }),
  /** A source is not encoded any more. */
  v.object({ do: v.literal("end"), source: count }),
  /** The link sends a track of tiny pictures that are written here, one for each encoded frame. */
  v.object({
    do: v.literal("carry"),
    link: count,
    writable: v.custom<WritableStream<VideoFrame>>((value) => value instanceof WritableStream),
  }),
  /** The link has its own encoder again. */
  v.object({ do: v.literal("release"), link: count }),
  v.object({ do: v.literal("keyFrame"), link: count }),
  v.object({ do: v.literal("ping"), id: count }),
]);
export type ThreadCommand = v.InferOutput<typeof command>;

const layerFigures = v.object({ framesEncoded: count, keyFramesEncoded: count });
export type LayerFigures = v.InferOutput<typeof layerFigures>;

const linkFigures = v.object({
  link: count,
  framesSent: count,
  framesDropped: count,
  /** How often more frames waited than may. */
  lags: count,
  /** Whole pictures that its receiver has asked for. */
  keyFrameRequests: count,
  /** Whole pictures that went out as another kind of frame, or the reverse. */
  typeMismatches: count,
  layerChanges: count,
});
export type LinkFigures = v.InferOutput<typeof linkFigures>;

const report = v.variant("is", [
  v.object({ is: v.literal("pong"), id: count }),
  /** The transform of this link takes effect. */
  v.object({ is: v.literal("flowing"), link: count }),
  /** The encoder has made its first frame. */
  v.object({ is: v.literal("began"), encoder: count }),
  /** A whole picture is asked for. */
  v.object({ is: v.literal("keyFrame"), encoder: count }),
  /** It has given nothing for longer than usual. Told again and again while that is so. */
  v.object({ is: v.literal("silent"), encoder: count }),
  /** It is not wanted, and nobody is given anything of it any more. */
  v.object({ is: v.literal("retired"), encoder: count }),
  /** Nothing of what is written comes out, or the receiver asks for whole pictures without end. */
  v.object({ is: v.literal("unfit"), link: count, why: v.picklist(["silent", "flood"]) }),
  v.object({
    is: v.literal("figures"),
    sources: v.array(v.object({ source: count, layers: v.array(layerFigures) })),
    links: v.array(linkFigures),
  }),
]);
export type ThreadReport = v.InferOutput<typeof report>;

/** @returns undefined for anything else */
export function parseCommand(message: unknown): ThreadCommand | undefined {
  const parsed = v.safeParse(command, message);
  return parsed.success ? parsed.output : undefined;
}

/** @returns undefined for anything else */
export function parseReport(message: unknown): ThreadReport | undefined {
  const parsed = v.safeParse(report, message);
  return parsed.success ? parsed.output : undefined;
}

const transformOptions = v.union([v.object({ link: count }), v.object({ encoder: count })]);
export type TransformOptions = v.InferOutput<typeof transformOptions>;

/** Which link or shared encoder a transform belongs to. @returns undefined for a transform of somebody else */
export function parseTransformOptions(options: unknown): TransformOptions | undefined {
  const parsed = v.safeParse(transformOptions, options);
  return parsed.success ? parsed.output : undefined;
}
