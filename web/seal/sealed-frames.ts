import { MediaOpener } from "./media-opener.ts";
import type { MediaSealer } from "./media-sealer.ts";
import type { PeerMediaKeys } from "./peer-media-keys.ts";
import type { UnopenedFrames } from "./thread-wire.ts";

type EncodedFrame = RTCEncodedVideoFrame | RTCEncodedAudioFrame;

/** One link, as far as its frames ask for it. */
export interface FrameLink {
  /** The peer seals too, and has the key of what is sent from now on. */
  readonly sealsToo: boolean;
  readonly keys: Pick<PeerMediaKeys, "get">;
  unopened(why: keyof UnopenedFrames): void;
  opened(): void;
}

function kindOf(frame: EncodedFrame): "audio" | "video" {
  return frame instanceof RTCEncodedVideoFrame ? "video" : "audio";
}

/** Of a picture that needs the one before. */
function isPart(frame: EncodedFrame): boolean {
  return frame instanceof RTCEncodedVideoFrame && frame.type !== "key";
}

/** What one sender encodes leaves sealed, or not at all. Who is given a picture from its middle on asks for a whole one. */
export function sealFrames(transformer: RTCRtpScriptTransformer, link: FrameLink, sealer: MediaSealer): void {
  const seal = async (
    frame: EncodedFrame,
    out: TransformStreamDefaultController<EncodedFrame>,
  ): Promise<void> => {
    if (!link.sealsToo) return;
    const sealed = await sealer.seal(kindOf(frame), new Uint8Array(frame.data));
    if (sealed === undefined) return;
    frame.data = sealed.buffer;
    out.enqueue(frame);
  };
  pipe(transformer, seal);
}

/** What one receiver is given gets to its decoder opened, or not at all. */
export function openFrames(transformer: RTCRtpScriptTransformer, link: FrameLink): void {
  let opener: MediaOpener | undefined;
  let broken = false;
  const open = async (
    frame: EncodedFrame,
    out: TransformStreamDefaultController<EncodedFrame>,
  ): Promise<void> => {
    const kind = kindOf(frame);
    opener ??= new MediaOpener(kind, link.keys);
    const opened = await opener.open(new Uint8Array(frame.data));
    if (typeof opened === "string") {
      if (opened !== "replayed") broken = true; // what browsers send twice is no loss
      return link.unopened(opened);
    }
    link.opened();
    // the decoder asks too, but later
    if (broken && isPart(frame)) void askForWhole(transformer);
    broken = false;
    frame.data = opened.buffer;
    out.enqueue(frame);
  };
  pipe(transformer, open);
}

async function askForWhole(transformer: RTCRtpScriptTransformer): Promise<void> {
  try {
    await transformer.sendKeyFrameRequest();
  } catch {
    // not every browser has it
  }
}

function pipe(
  { readable, writable }: RTCRtpScriptTransformer,
  transform: Transformer<EncodedFrame, EncodedFrame>["transform"] & {},
): void {
  // it ends, in one way or another, with its connection
  readable
    .pipeThrough(new TransformStream<EncodedFrame, EncodedFrame>({ transform }))
    .pipeTo(writable)
    .catch(() => undefined);
}
