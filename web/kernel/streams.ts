import { sealFrameInPlace } from "./frames.ts";
import type { Opened, StreamId, StreamRequest } from "./kernel-api.ts";
import { KernelError } from "./kernel-error.ts";
import { KernelLink } from "./kernel-link.ts";
import type { KernelWasm } from "./kernel-wasm.ts";
import type { ReceivingStream } from "./receiving-stream.ts";
import { Seat, type SendingStream } from "./seat.ts";
import { Slots } from "./slots.ts";

interface Sending {
  readonly direction: "send";
  readonly seatId: string;
  readonly stream: SendingStream;
}

interface Receiving {
  readonly direction: "receive";
  readonly link: KernelLink;
  readonly stream: ReceivingStream;
}

/** Seats, links and streams of the kernel. kernel-api.ts says what each call does. */
export class Streams {
  readonly #wasm: KernelWasm;
  readonly #slots: Slots;
  readonly #seats = new Map<string, Seat>();
  readonly #links = new Map<string, { link: KernelLink; seatId: string }>();
  readonly #streams = new Map<StreamId, Sending | Receiving>();
  #nextId = 1;

  constructor(wasm: KernelWasm) {
    this.#wasm = wasm;
    this.#slots = new Slots(wasm);
  }

  openLink(linkId: string, seatId: string, tell: (keys: Uint8Array<ArrayBuffer>) => void): void {
    this.dropLink(linkId);
    const link = new KernelLink(this.#wasm, this.#slots, this.#seat(seatId), tell);
    this.#links.set(linkId, { link, seatId });
  }

  offerKey(linkId: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.#link(linkId).offerKey();
  }

  async agree(
    linkId: string,
    peerPublicKey: Uint8Array,
    context: Uint8Array,
    roomSecret: Uint8Array = new Uint8Array(),
  ): Promise<void> {
    await this.#link(linkId).agree(peerPublicKey, context, roomSecret);
  }

  takeKeys(linkId: string, keys: Uint8Array): Promise<void> {
    return this.#link(linkId).take(keys);
  }

  sealMedia(seatId: string, tell: (kid: number, base: Uint8Array<ArrayBuffer>) => void): void {
    this.#seat(seatId).sealMedia(tell);
  }

  mediaBase(linkId: string, kid: number): Uint8Array<ArrayBuffer> | "later" | "never" {
    return this.#links.get(linkId)?.link.mediaBase(kid) ?? "later";
  }

  openSending(seatId: string, trackSid: string): StreamId {
    const stream = this.#seat(seatId).openStream(trackSid);
    return this.#add({ direction: "send", seatId, stream });
  }

  attach(id: StreamId, linkId: string): void {
    const { seatId, stream } = this.#sending(id);
    const known = this.#links.get(linkId);
    if (known === undefined || known.seatId !== seatId) throw new KernelError("No such link is open");
    known.link.attach(stream);
  }

  /** The stream's frames go over this link no more, until it is attached again. */
  detach(id: StreamId, linkId: string): void {
    this.#links.get(linkId)?.link.attached.delete(this.#sending(id).stream);
  }

  /**
   * One frame whose plaintext is `head` and then `body`, both as docs/frame-format.md section 3 has them.
   * @returns bytes that the next frame overwrites
   */
  sealFrame(id: StreamId, head: Uint8Array, body: Uint8Array): Uint8Array<ArrayBuffer> {
    const { seatId, stream } = this.#sending(id);
    const frame = sealFrameInPlace(this.#wasm, stream.slot, head, body);
    if (!frame) throw new KernelError("The frame is too large");
    this.#seats.get(seatId)?.sealed(stream);
    return frame;
  }

  openReceiving(request: StreamRequest): StreamId {
    const link = this.#link(request.linkId);
    const stream = link.receive(request);
    return this.#add({ direction: "receive", link, stream });
  }

  openFrame(id: StreamId, frame: Uint8Array, deliver: (opened: Opened) => void): void {
    const known = this.#known(id);
    if (known.direction !== "receive") throw new KernelError("This stream is one to send");
    known.stream.open(frame, deliver);
  }

  close(id: StreamId): void {
    const known = this.#streams.get(id);
    if (!known) return;
    this.#streams.delete(id);
    if (known.direction === "receive") return known.link.closeReceiving(known.stream);
    this.#seats.get(known.seatId)?.closeStream(known.stream);
    for (const { link } of this.#links.values()) link.attached.delete(known.stream);
  }

  dropLink(linkId: string): void {
    const known = this.#links.get(linkId);
    if (!known) return;
    this.#links.delete(linkId);
    known.link.close();
    for (const [id, stream] of this.#streams)
      if (stream.direction === "receive" && stream.link === known.link) this.#streams.delete(id);
  }

  closeSeat(seatId: string): void {
    this.#seats.get(seatId)?.close();
    this.#seats.delete(seatId);
    for (const [linkId, known] of this.#links) if (known.seatId === seatId) this.dropLink(linkId);
    for (const [id, stream] of this.#streams)
      if (stream.direction === "send" && stream.seatId === seatId) this.close(id);
  }

  #add(stream: Sending | Receiving): StreamId {
    const id = this.#nextId++;
    this.#streams.set(id, stream);
    return id;
  }

  #seat(seatId: string): Seat {
    const known = this.#seats.get(seatId);
    if (known) return known;
    const seat = new Seat(this.#wasm, this.#slots);
    this.#seats.set(seatId, seat);
    return seat;
  }

  #link(linkId: string): KernelLink {
    const known = this.#links.get(linkId);
    if (!known) throw new KernelError("No such link is open");
    return known.link;
  }

  #known(id: StreamId): Sending | Receiving {
    const stream = this.#streams.get(id);
    if (!stream) throw new KernelError("No such stream is open");
    return stream;
  }

  #sending(id: StreamId): Sending {
    const known = this.#known(id);
    if (known.direction !== "send") throw new KernelError("This stream is one to receive");
    return known;
  }
}
