import { MeshcallError } from "./errors.ts";
import { newSid } from "./track-info.ts";

/** docs/frame-format.md: what a receiver puts together at most. */
const maxMessageBytes = 16 * 1024 * 1024;
/** A track that nobody publishes must not fill the memory. */
const maxWaitingBytes = 16 * 1024 * 1024;

export interface LocalDataTrackOptions {
  name?: string;
  /** Default true. */
  ordered?: boolean;
  /** Milliseconds a message may wait for its way out; excludes `maxRetransmits`. */
  maxPacketLifeTime?: number | null;
  maxRetransmits?: number | null;
}

export type Sendable = string | Blob | ArrayBuffer | ArrayBufferView<ArrayBuffer>;

/** Where a published data track's messages go; set by the room's writer, unset again at unpublish. */
type Sink = (data: string | ArrayBuffer) => Promise<void>;
interface Waiting {
  data: string | ArrayBuffer;
  settle: PromiseWithResolvers<void>;
}
const sinks = new WeakMap<LocalDataTrack, (sink: Sink | undefined) => void>();

/**
 * A stream of messages of one's own. Every message is sealed for each receiver by the kernel.
 * @throws TypeError when both `maxPacketLifeTime` and `maxRetransmits` are given
 */
export class LocalDataTrack {
  readonly kind = "data";
  readonly id: string;
  readonly name: string;
  readonly ordered: boolean;
  readonly maxPacketLifeTime: number | null;
  readonly maxRetransmits: number | null;
  /** Neither limit is set: every message arrives. */
  readonly reliable: boolean;
  #sink: Sink | undefined;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: LocalDataTrackOptions = {}) {
    this.id = newSid("");
    this.name = options.name ?? this.id;
    this.ordered = options.ordered ?? true;
    this.maxPacketLifeTime = options.maxPacketLifeTime ?? null;
    this.maxRetransmits = options.maxRetransmits ?? null;
    this.reliable = this.maxPacketLifeTime === null && this.maxRetransmits === null;
    if (this.maxPacketLifeTime !== null && this.maxRetransmits !== null) {
      throw new TypeError("Give maxPacketLifeTime or maxRetransmits, not both");
    }
    sinks.set(this, (sink) => this.#connect(sink));
  }

  /**
   * Sends to everybody in the room. Before the track is published, and while a link to somebody is still
   * being made, messages wait instead of being lost; 16 MiB of them at most.
   * @returns settles when every link has taken the message; rejects when it could not be sent. Ignoring
   * the promise is fine: a failure then goes unseen, as with Twilio's `send`.
   * @throws RangeError (as a rejection) for a message above 16 MiB, TypeError for what is none of these
   */
  send(data: Sendable): Promise<void> {
    const settle = Promise.withResolvers<void>();
    settle.promise.catch(() => undefined); // callers written for a `send` that returns nothing
    const bytes = toBytes(data);
    bytes.catch(() => undefined); // told below, in its turn
    // one after the other: reading a Blob must not let a later message overtake it
    this.#last = this.#last
      .then(() => bytes)
      .then((ready) => this.#deliver({ data: ready, settle }), settle.reject);
    return settle.promise;
  }

  #deliver(message: Waiting): void {
    const { data, settle } = message;
    const sizeBytes = byteLengthOf(data);
    if (sizeBytes > maxMessageBytes) return settle.reject(new RangeError("A message is at most 16 MiB"));
    if (this.#sink !== undefined) return void this.#sink(data).then(settle.resolve, settle.reject);
    if (this.#waitingBytes + sizeBytes > maxWaitingBytes) return settle.reject(new MeshcallError(54005));
    this.#waitingBytes += sizeBytes;
    this.#waiting.push(message);
  }

  #connect(sink: Sink | undefined): void {
    this.#sink = sink;
    if (sink === undefined) return;
    this.#waitingBytes = 0;
    for (const message of this.#waiting.splice(0)) this.#deliver(message);
  }
}

/** For the room's writer alone. */
export function connectDataTrack(track: LocalDataTrack, sink: Sink | undefined): void {
  sinks.get(track)?.(sink);
}

async function toBytes(data: Sendable): Promise<string | ArrayBuffer> {
  if (typeof data === "string") return data;
  if (data instanceof Blob) return data.arrayBuffer();
  // a copy: the caller may go on writing into its buffer
  if (data instanceof ArrayBuffer) return data.slice(0);
  if (!ArrayBuffer.isView(data)) throw new TypeError("Expected a string, Blob, ArrayBuffer or a view of one");
  return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
}

function byteLengthOf(data: string | ArrayBuffer): number {
  if (typeof data !== "string") return data.byteLength;
  // UTF-8 takes 3 bytes for a code unit at most; counting is for long texts only
  return data.length * 3 <= maxMessageBytes ? data.length : new Blob([data]).size;
}
