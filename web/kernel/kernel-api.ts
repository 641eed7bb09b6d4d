/**
 * What the page asks of the kernel worker. Both threads import this file; nothing else is shared.
 * Every `Uint8Array` given or returned is transferred: its sender must not touch it again.
 */

import type { Layer, LayerLimits, LayerRequest } from "../room/layer.ts";

export type { Layer, LayerLimits, LayerRequest };

/** A stream: one data track in one direction on one link. It has a key and a counter of its own. */
export type StreamId = number;

export interface StreamRequest {
  /** As given to `agree`. */
  linkId: string;
  /** `MT…`; new for every publication, so that no key is ever used from counter 0 twice. */
  trackSid: string;
  direction: "send" | "receive";
  /** Ordered and reliable: counters must rise one by one. Otherwise a replay window decides. */
  ordered: boolean;
}

export type MessageKind = "text" | "binary";

/** What became of one received frame. */
export type Opened =
  | { status: "message"; kind: MessageKind; bytes: Uint8Array<ArrayBuffer> }
  /** Good, but other fragments of its message are still missing. */
  | { status: "fragment" }
  /**
   * Not delivered, counted. `forged`: the tag is wrong. `replayed`: this counter was here before, is too old, or on an
   * ordered stream is not the next. `tooLarge`: a frame above 65,569 bytes or a message above 16 MiB.
   */
  | { status: "dropped"; reason: "malformed" | "forged" | "replayed" | "tooLarge" };

export interface StreamCounts {
  sealedFrames: number;
  openedFrames: number;
  /** Those that were too large are among them. */
  malformedFrames: number;
  forgedFrames: number;
  replayedFrames: number;
}

export interface Level {
  /** RFC 6464 level of the loudest 10 ms since the last report: 0 is the loudest, -127 silence. dBov. */
  levelDbov: number;
  /** The voice decision, with hangover: a pause between words does not end it. */
  voice: boolean;
}

export interface KernelApi {
  /**
   * Makes this link's X25519 key pair. For a link that has one already everything starts over: its streams are closed.
   * @returns the public key, 32 bytes, to be sent to the peer over the control channel.
   */
  offerKey(linkId: string): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Derives the link's secret from the peer's public key.
   * @param context bytes that both sides know alike: room, both peer ids and both DTLS fingerprints
   * @throws Error named `KernelError` when the key is not 32 bytes, is of low order or our own, when no key was offered,
   *   or when the link has a secret already
   */
  agree(linkId: string, peerPublicKey: Uint8Array, context: Uint8Array): Promise<void>;
  /**
   * @throws KernelError when the link has no secret yet, when this track was opened in this direction before (a key must
   *   not start from counter 0 twice), or when all 256 streams are taken
   */
  openStream(request: StreamRequest): Promise<StreamId>;
  /**
   * Seals one message into frames, in the order they must be sent.
   * @param maxFrameBytes largest frame, header and tag included: 512 or more, what is above 65,569 counts as that;
   *   16 KiB crosses every browser
   * @throws KernelError for a message above 16 MiB, on a stream that receives, and on one that was closed
   */
  seal(
    stream: StreamId,
    kind: MessageKind,
    bytes: Uint8Array,
    maxFrameBytes: number,
  ): Promise<Uint8Array<ArrayBuffer>[]>;
  open(stream: StreamId, frame: Uint8Array): Promise<Opened>;
  counts(stream: StreamId): Promise<StreamCounts>;
  /** Wipes the stream's key. Safe to call twice. */
  closeStream(stream: StreamId): Promise<void>;
  /** Wipes the link's secret and all its streams. Safe to call twice. */
  dropLink(linkId: string): Promise<void>;

  /**
   * Measures one microphone, of up to eight at a time. `samples` carries Float32Array blocks (mono, any length) until it is closed.
   * @param sampleRateHz of the blocks; 48,000 is what the kernel is tuned for, others are resampled
   * @param report carries {@link Level}: at once when `voice` changes, else every 100 ms
   * @returns a handle for `stopListening`, which closes both ports
   * @throws KernelError for a ninth microphone or a rate outside 8,000..384,000 Hz
   */
  listen(samples: MessagePort, report: MessagePort, sampleRateHz: number): Promise<number>;
  stopListening(handle: number): Promise<void>;

  /** The layer for each request, in the same order; without limits each link stands for itself. */
  chooseLayers(requests: LayerRequest[], limits?: LayerLimits): Promise<Layer[]>;
}
