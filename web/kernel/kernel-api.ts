/**
 * What the page asks of the kernel worker, but for data tracks: room/data-wire.ts has what is said of them. And what
 * the kernel's own parts tell each other of streams.
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
   * Not delivered. `forged`: the tag is wrong. `replayed`: this counter was here before, is too old, or on an
   * ordered stream is not the next. `tooLarge`: a frame above 65,569 bytes or a message above 16 MiB.
   */
  | { status: "dropped"; reason: "malformed" | "forged" | "replayed" | "tooLarge" };

export interface Level {
  /** RFC 6464 level of the loudest 10 ms since the last report: 0 is the loudest, -127 silence. dBov. */
  levelDbov: number;
  /** The voice decision, with hangover: a pause between words does not end it. */
  voice: boolean;
}

export interface KernelApi extends DataKernel {
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
