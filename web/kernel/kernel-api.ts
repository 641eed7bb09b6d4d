/**
 * What the page asks of the kernel worker. Both threads import this file; nothing else is shared.
 * Every `Uint8Array` given or returned is transferred: its sender must not touch it again.
 */

import type { DataKernel, Pack } from "../room/data-wire.ts";
import type { Layer, LayerLimits, LayerRequest } from "../room/layer.ts";

export type { Layer, LayerLimits, LayerRequest };

/** A stream: one data track in one direction. An own one is sealed once for all links. */
export type StreamId = number;

/** A data track of the peer's. */
export interface StreamRequest {
  /** As given to `openLink`. */
  linkId: string;
  /** `MT…`; new for every publication, so that no key is ever used from counter 0 twice. */
  trackSid: string;
  /** Ordered and reliable: counters must rise one by one. Otherwise a replay window decides. */
  ordered: boolean;
}

export type MessageKind = "text" | "binary";

/** What became of one received frame. */
export type Opened =
  | { status: "message"; kind: MessageKind; bytes: Uint8Array<ArrayBuffer> }
  /** Several messages that were sealed together. */
  | { status: "batch"; pack: Pack }
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

export interface KernelApi extends DataKernel {
  /**
   * A link begins; it may be long before its ends agree. A link of this name that was there before is dropped.
   * @param seatId the participant of this page whose link it is: one for each room that it is in
   * @param keys carries messages (`Uint8Array`) to the peer, in order, for its `takeKeys`: after `agree`, and whenever
   *   the own key changes
   */
  openLink(linkId: string, seatId: string, keys: MessagePort): Promise<void>;
  /** @returns the link's X25519 public key, 32 bytes, to be sent to the peer over the control channel. */
  offerKey(linkId: string): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Agrees with the peer on the keys under which both tell each other their sender keys.
   * @param context bytes that both sides know alike: room, both peer ids and both DTLS fingerprints
   * @param roomSecret what everybody in the room knows and no server: with another one nothing opens
   * @throws Error named `KernelError` when the key is not 32 bytes, is of low order or our own, when no key was offered,
   *   or when the link has keys already
   */
  agree(
    linkId: string,
    peerPublicKey: Uint8Array,
    context: Uint8Array,
    roomSecret?: Uint8Array,
  ): Promise<void>;
  /**
   * What the peer's kernel said through `keys`; each message once and in order.
   * @returns settles when it is known
   * @throws KernelError when it does not open, or says what cannot be: the link's streams are closed then, for good
   */
  takeKeys(linkId: string, keys: Uint8Array): Promise<void>;
  /**
   * @throws KernelError when this seat had this track before (a key must not start from counter 0 twice), or when all
   *   255 streams are taken
   */
  openSending(seatId: string, trackSid: string): Promise<StreamId>;
  /**
   * From now on every frame of this stream goes over this link as well, and the peer is told which is the first. On an
   * ordered track none may be left out. Safe to call twice.
   */
  attach(stream: StreamId, linkId: string): Promise<void>;
  /**
   * Seals one message into frames, in the order they must be sent; the same for every link.
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
  /** May be called before the ends agree: frames wait for their key. @throws KernelError for a 25th on one link */
  openReceiving(request: StreamRequest): Promise<StreamId>;
  /** @returns settles at once, but for a frame that has overtaken its key: up to 1 MiB of a stream waits for that */
  open(stream: StreamId, frame: Uint8Array): Promise<Opened>;
  counts(stream: StreamId): Promise<StreamCounts>;
  /** Wipes the stream's key. Safe to call twice. */
  closeStream(stream: StreamId): Promise<void>;
  /** Wipes the link's keys and the streams that came over it; the others get a new key. Safe to call twice. */
  dropLink(linkId: string): Promise<void>;
  /** Wipes the seat's key, streams and links. Safe to call twice. */
  closeSeat(seatId: string): Promise<void>;

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
