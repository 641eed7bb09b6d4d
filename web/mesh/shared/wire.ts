import * as v from "valibot";

/** What page and thread say to each other. Both parse what they hear. */

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const sizePx = v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(16_384));
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));

/** At most so many encoders for one track. */
export const mostLayers = 3;

/** What one shared encoder makes. */
const layer = v.object({
  widthPx: sizePx,
  heightPx: sizePx,
  framesPerSecond: positive,
  bitrateBps: positive,
  /** 2: every second frame can be left out. */
  temporalLayers: v.picklist([1, 2]),
});
export type SharedLayer = v.InferOutput<typeof layer>;

/** The layer of one link, by its place in the list; only every second frame of it. */
const part = v.object({ link: count, layer: count, isHalved: v.boolean() });
export type LinkPart = v.InferOutput<typeof part>;

const codec = v.picklist(["vp8", "h264"]);
export type SharedCodec = v.InferOutput<typeof codec>;

const command = v.variant("do", [
  /** Pictures of a source from now on, in place of those before. */
  v.object({
    do: v.literal("frames"),
    source: count,
    readable: v.custom<ReadableStream<VideoFrame>>((value) => value instanceof ReadableStream),
  }),
  /** All that a source is encoded into, and who gets what of it. A link that is not in the list gets nothing. */
  v.object({
    do: v.literal("divide"),
    source: count,
    codec,
    layers: v.pipe(v.array(layer), v.maxLength(mostLayers)),
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

const layerFigures = v.object({
  widthPx: sizePx,
  heightPx: sizePx,
  framesPerSecond: amount,
  bitrateBps: amount,
  framesEncoded: count,
  keyFramesEncoded: count,
  /** Camera frames that came while the encoder was behind. */
  framesSkipped: count,
  /** From the first call to the last frame out, s. */
  totalEncodeSeconds: amount,
});
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
  /** Each layer of the source has made its first frame. */
  v.object({ is: v.literal("ready"), source: count }),
  v.object({
    is: v.literal("failed"),
    source: count,
    why: v.picklist(["encoder", "stall"]),
    text: v.string(),
  }),
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

const transformOptions = v.object({ link: count });

/** Which link a transform belongs to. @returns undefined for a transform of somebody else */
export function parseTransformOptions(options: unknown): number | undefined {
  const parsed = v.safeParse(transformOptions, options);
  return parsed.success ? parsed.output.link : undefined;
}
