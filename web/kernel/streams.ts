import { maxMessageBytes, Reassembly, split } from "./fragments.ts";
import { frameOverheadBytes, maxFrameBytes, openFrame, openSlot, sealFrame, slotCount } from "./frames.ts";
import type { MessageKind, Opened, StreamCounts, StreamId, StreamRequest } from "./kernel-api.ts";
import { KernelError } from "./kernel-error.ts";
import type { KernelWasm } from "./kernel-wasm.ts";
import { agreeSecret, deriveStreamKeys, type KeyPair, type LinkSecret, makeKeyPair } from "./link-keys.ts";

/** Room for a fragment's head and a useful body. */
const minFrameBytes = 512;

interface Link {
  readonly pair: KeyPair;
  secret: LinkSecret | undefined;
  /** Streams that were ever opened: a key must not start from counter 0 twice. */
  readonly used: Set<string>;
}

interface Stream {
  readonly linkId: string;
  readonly direction: "send" | "receive";
  readonly counts: StreamCounts;
  readonly reassembly: Reassembly;
  nextMessageId: number;
}

/** Links and streams of the kernel; a stream's id is the number of its slot in WASM memory. */
export class Streams {
  readonly #wasm: KernelWasm;
  readonly #links = new Map<string, Link>();
  readonly #streams = new Map<StreamId, Stream>();
  /** The next id to try: an id comes back as late as can be, so that a stale one finds no stranger's stream. */
  #next = 0;

  constructor(wasm: KernelWasm) {
    this.#wasm = wasm;
  }

  async offerKey(linkId: string): Promise<Uint8Array<ArrayBuffer>> {
    this.dropLink(linkId);
    const pair = await makeKeyPair();
    this.#links.set(linkId, { pair, secret: undefined, used: new Set() });
    return pair.publicKey.slice();
  }

  async agree(linkId: string, peerPublicKey: Uint8Array, context: Uint8Array): Promise<void> {
    const link = this.#links.get(linkId);
    if (!link) throw new KernelError("No key was offered on this link");
    const secret = await agreeSecret(link.pair, peerPublicKey, context);
    this.#expectCurrent(linkId, link);
    if (link.secret) throw new KernelError("This link has a secret already");
    link.secret = secret;
  }

  async open(request: StreamRequest): Promise<StreamId> {
    const { linkId, trackSid, direction, ordered } = request;
    const link = this.#links.get(linkId);
    if (!link?.secret) throw new KernelError("This link has no secret yet");
    const name = `${direction} ${trackSid}`;
    if (link.used.has(name)) throw new KernelError(`This stream was opened before: ${name}`);
    link.used.add(name);
    try {
      const { key, salt } = await deriveStreamKeys(link.secret, trackSid, direction);
      this.#expectCurrent(linkId, link);
      const id = this.#takeSlot();
      openSlot(this.#wasm, id, { kid: 0, key, salt }, ordered);
      this.#streams.set(id, newStream(linkId, direction));
      return id;
    } catch (error) {
      // Its key sealed nothing: it may be tried again.
      link.used.delete(name);
      throw error;
    }
  }

  seal(
    id: StreamId,
    kind: MessageKind,
    bytes: Uint8Array,
    largestFrameBytes: number,
  ): Uint8Array<ArrayBuffer>[] {
    const stream = this.#stream(id, "send");
    if (bytes.length > maxMessageBytes) throw new KernelError("A message is at most 16 MiB");
    if (!(largestFrameBytes >= minFrameBytes)) throw new KernelError(`A frame takes ${minFrameBytes} bytes`);
    const plaintextBytes = Math.floor(Math.min(largestFrameBytes, maxFrameBytes)) - frameOverheadBytes;
    const plaintexts = split(kind, bytes, stream.nextMessageId, plaintextBytes);
    if (!plaintexts) throw new KernelError("The message needs more than 65,535 frames of this size");
    stream.nextMessageId = (stream.nextMessageId + 1) >>> 0;
    return plaintexts.map(({ head, body }) => {
      const frame = sealFrame(this.#wasm, id, head, body);
      if (!frame) throw new KernelError("The frame is too large");
      stream.counts.sealedFrames += 1;
      return frame;
    });
  }

  openFrame(id: StreamId, frame: Uint8Array): Opened {
    const { counts, reassembly } = this.#stream(id, "receive");
    if (frame.length > maxFrameBytes) {
      counts.malformedFrames += 1;
      return { status: "dropped", reason: "tooLarge" };
    }
    const opened = openFrame(this.#wasm, id, frame);
    if (opened.status === "dropped") {
      counts[`${opened.reason}Frames`] += 1;
      return opened;
    }
    const joined = reassembly.add(opened.bytes);
    if (joined.status === "dropped") counts.malformedFrames += 1;
    else counts.openedFrames += 1;
    return joined;
  }

  counts(id: StreamId): StreamCounts {
    return { ...this.#stream(id).counts };
  }

  close(id: StreamId): void {
    if (this.#streams.delete(id)) this.#wasm.exports.closeSlot(id);
  }

  dropLink(linkId: string): void {
    this.#links.delete(linkId);
    for (const [id, stream] of this.#streams) if (stream.linkId === linkId) this.close(id);
  }

  /** The link may have been dropped, or made anew, while its keys were worked out. */
  #expectCurrent(linkId: string, link: Link): void {
    if (this.#links.get(linkId) !== link) throw new KernelError("The link was dropped");
  }

  #stream(id: StreamId, direction?: "send" | "receive"): Stream {
    const stream = this.#streams.get(id);
    if (!stream) throw new KernelError("No such stream is open");
    if (direction && stream.direction !== direction) {
      throw new KernelError(`This stream is one to ${stream.direction}`);
    }
    return stream;
  }

  #takeSlot(): StreamId {
    for (let tried = 0; tried < slotCount; tried++) {
      const id = (this.#next + tried) % slotCount;
      if (this.#streams.has(id)) continue;
      this.#next = (id + 1) % slotCount;
      return id;
    }
    throw new KernelError("All 256 streams are taken");
  }
}

function newStream(linkId: string, direction: "send" | "receive"): Stream {
  const counts = { sealedFrames: 0, openedFrames: 0, malformedFrames: 0, forgedFrames: 0, replayedFrames: 0 };
  return { linkId, direction, counts, reassembly: new Reassembly(), nextMessageId: 0 };
}
