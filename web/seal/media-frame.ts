import { joined, openFrame, sealFrame, tagBytes, type SframeKey } from "./sframe.ts";
import { parseHeader, type SframeHeader } from "./sframe-header.ts";

export type MediaKind = "audio" | "video";

/**
 * How many bytes at a frame's start stay readable: browsers read them between sealing and opening. VP8's payload header
 * (RFC 6386, section 9.1) is 10 bytes long in a key frame, with the picture's size, and 3 in others; Opus has none.
 */
export function clearBytes(kind: MediaKind, frame: Uint8Array): number {
  const [first] = frame;
  if (kind === "audio" || first === undefined) return 0;
  return Math.min(frame.length, (first & 1) === 0 ? 10 : 3);
}

/** docs/frame-format.md section 6. @param counter of no other frame under this key */
export async function sealMedia(
  key: SframeKey,
  counter: number,
  kind: MediaKind,
  frame: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const clear = frame.subarray(0, clearBytes(kind, frame));
  return joined(clear, await sealFrame(key, counter, frame.subarray(clear.length), metadata(kind, clear)));
}

/** A frame as it came, taken apart; nothing of it is proven yet. */
export interface SealedMedia {
  readonly kid: number;
  readonly counter: number;
  /** @returns undefined when the frame is not what was sealed */
  open(key: SframeKey): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** @returns undefined for what cannot be a sealed frame */
export function parseSealedMedia(kind: MediaKind, frame: Uint8Array<ArrayBuffer>): SealedMedia | undefined {
  const clear = frame.subarray(0, clearBytes(kind, frame));
  const sealed = frame.subarray(clear.length);
  const header = parseHeader(sealed);
  if (header === undefined || sealed.length < header.lengthBytes + tagBytes) return undefined;
  const [kid, counter] = numbersOf(header);
  if (!Number.isSafeInteger(kid) || !Number.isSafeInteger(counter)) return undefined;
  return {
    kid,
    counter,
    open: async (key) => {
      const opened = await openFrame(key, header, sealed, metadata(kind, clear));
      return opened && joined(clear, opened);
    },
  };
}

function numbersOf({ kid, counter }: SframeHeader): [kid: number, counter: number] {
  return [Number(kid), Number(counter)];
}

/** So that sound is not taken for a picture, and nobody changes what is readable. */
function metadata(kind: MediaKind, clear: Uint8Array): Uint8Array<ArrayBuffer> {
  return joined(Uint8Array.of(kind === "audio" ? 0 : 1), clear);
}
