import { acceptSinks, type Sink } from "./data-sinks.ts";
import { LooseEmitter } from "./emitter.ts";
import { maxMessageBytes } from "./data-wire.ts";
import { MeshcallError } from "./errors.ts";
import type { LocalTrackOptions } from "./local-media-track.ts";
import { newSid } from "./track-info.ts";

/** What may wait; Chromium's own data channels have the same bound. */
const maxBufferedBytes = 16 * 1024 * 1024;

export interface LocalDataTrackOptions extends LocalTrackOptions {
  /** Default true. */
  ordered?: boolean;
  /** Milliseconds a message may wait for its way out; excludes `maxRetransmits`. */
  maxPacketLifeTime?: number | null;
  maxRetransmits?: number | null;
}

export interface LocalDataTrackEvents {
  /** `bufferedAmount` has fallen to `bufferedAmountLowThreshold`, or below it. */
  bufferedAmountLow: () => void;
  /** Somebody who did not keep up will not have messages for which `send` has settled: 54005 or 54014. */
  messagesLost: (error: MeshcallError) => void;
}

export type Sendable = string | Blob | ArrayBuffer | ArrayBufferView;

interface Waiting {
  data: string | Uint8Array;
  settle: PromiseWithResolvers<void>;
}

/**
 * A stream of messages of one's own. Every message is sealed by the kernel, once for all receivers.
 * @throws TypeError when both `maxPacketLifeTime` and `maxRetransmits` are given
 */
export class LocalDataTrack extends LooseEmitter<LocalDataTrackEvents> {
  readonly kind = "data";
  readonly id: string;
  readonly name: string;
  readonly ordered: boolean;
  readonly maxPacketLifeTime: number | null;
  readonly maxRetransmits: number | null;
  /** Neither limit is set: every message arrives. */
  readonly reliable: boolean;
  /** Bytes; see `bufferedAmountLow`. Default 0, as with RTCDataChannel. */
  bufferedAmountLowThreshold = 0;
  #sink: Sink | undefined;
  #waiting: Waiting[] = [];
  #bufferedBytes = 0;
  /** Behind a Blob that is being read, so that no later message overtakes it. */
  #reading: Promise<unknown> | undefined;

  constructor(options: LocalDataTrackOptions = {}) {
    super();
    this.id = newSid("");
    this.name = options.name ?? this.id;
    this.ordered = options.ordered ?? true;
    this.maxPacketLifeTime = options.maxPacketLifeTime ?? null;
    this.maxRetransmits = options.maxRetransmits ?? null;
    this.reliable = this.maxPacketLifeTime === null && this.maxRetransmits === null;
    if (this.maxPacketLifeTime !== null && this.maxRetransmits !== null) {
      throw new TypeError("Give maxPacketLifeTime or maxRetransmits, not both");
    }
    acceptSinks(this, (sink) => this.#connect(sink));
  }

  /** Bytes that were given to `send` and that the slowest receiver's channel has not taken yet. */
  get bufferedAmount(): number {
    return this.#bufferedBytes;
  }

  /**
   * Sends to everybody in the room. Before the track is published, and while a link to somebody is still
   * being made, messages wait instead of being lost; 16 MiB of them at most.
   *
   * Whoever sends much waits while `bufferedAmount` is high, until `bufferedAmountLow`. A receiver that takes nothing for
   * 3 s is not waited for.
   * @returns settles when the channel of every receiver that keeps up has taken the message; rejects when somebody will
   * not have it. Ignoring the promise is fine: a failure then goes unseen, as with Twilio's `send`.
   * @throws RangeError (as a rejection) for a message above 16 MiB, TypeError for what is none of these, MeshcallError
   * 54016 when too much waits already; 54004, 54005, 54013 or 54014 when the message does not reach somebody, while the
   * others have it
   */
  send(data: Sendable): Promise<void> {
    const sent = this.#accept(data);
    sent.catch(() => undefined); // callers written for a `send` that returns nothing
    return sent;
  }

  #accept(data: Sendable): Promise<void> {
    if (data instanceof Blob || this.#reading !== undefined) return this.#acceptLater(data);
    const message = typeof data === "string" ? data : viewOf(data);
    if (message === undefined) return Promise.reject(new TypeError(notSendable));
    return this.#deliver(message);
  }

  #acceptLater(data: Sendable): Promise<void> {
    const bytes =
      data instanceof Blob ? data.arrayBuffer().then((buffer) => new Uint8Array(buffer)) : copyOf(data);
    const sent = Promise.all([bytes, this.#reading]).then(([message]) => {
      if (message === undefined) throw new TypeError(notSendable);
      // not waited for: the next message may go as soon as this one is on its way
      return { sent: this.#deliver(message) };
    });
    const reading = sent.then(
      () => undefined,
      () => undefined,
    );
    this.#reading = reading;
    void reading.then(() => {
      if (this.#reading === reading) this.#reading = undefined;
    });
    return sent.then(({ sent: delivered }) => delivered);
  }

  /** @param data the caller's own bytes: copied before this returns */
  #deliver(data: string | Uint8Array): Promise<void> {
    const sizeBytes = byteLengthOf(data);
    if (sizeBytes > maxMessageBytes) return Promise.reject(new RangeError("A message is at most 16 MiB"));
    if (this.#bufferedBytes + sizeBytes > maxBufferedBytes && this.#bufferedBytes > 0)
      return Promise.reject(new MeshcallError(54016));
    this.#bufferedBytes += sizeBytes;
    const sent = this.#sink === undefined ? this.#wait(data) : this.#sink(data);
    const left = (): void => this.#left(sizeBytes);
    sent.then(left, left);
    return sent;
  }

  #wait(data: string | Uint8Array): Promise<void> {
    const settle = Promise.withResolvers<void>();
    this.#waiting.push({ data: typeof data === "string" ? data : data.slice(), settle });
    return settle.promise;
  }

  #left(sizeBytes: number): void {
    const before = this.#bufferedBytes;
    this.#bufferedBytes -= sizeBytes;
    const threshold = this.bufferedAmountLowThreshold;
    if (before > threshold && this.#bufferedBytes <= threshold) this.emit("bufferedAmountLow");
  }

  #connect(sink: Sink | undefined): void {
    this.#sink = sink;
    if (sink === undefined) return;
    for (const { data, settle } of this.#waiting.splice(0)) sink(data).then(settle.resolve, settle.reject);
  }
}

const notSendable = "Expected a string, Blob, ArrayBuffer or a view of one";

/** @returns undefined for what cannot be sent */
function viewOf(data: ArrayBuffer | ArrayBufferView): Uint8Array | undefined {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : undefined;
}

function copyOf(data: Exclude<Sendable, Blob>): string | Uint8Array | undefined {
  return typeof data === "string" ? data : viewOf(data)?.slice();
}

function byteLengthOf(data: string | Uint8Array): number {
  if (typeof data !== "string") return data.byteLength;
  // UTF-8 takes 3 bytes for a code unit at most; counting is for long texts only
  return data.length * 3 <= maxMessageBytes ? data.length : new Blob([data]).size;
}
