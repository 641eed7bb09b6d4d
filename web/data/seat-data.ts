import type { DataMessage, Sealer, SeatData } from "../room/ports.ts";
import { SealedLinkData } from "./link-data.ts";

/** The largest message that every browser takes whole (RFC 8831, section 6.6). */
const maxFrameBytes = 16 * 1024;

/** A stream of the kernel's, and the kernel it is in. */
export interface OpenStream {
  readonly sealer: Sealer;
  readonly id: number;
}

/** What is sealed here is sealed once, whatever the number of links. */
export class SealedSeatData implements SeatData {
  readonly id: string;
  readonly sealer: Promise<Sealer | undefined>;
  /** What everybody in the room knows and no server; empty: nothing. */
  readonly roomSecret: Uint8Array;
  readonly #streams = new Map<string, Promise<OpenStream | undefined>>();
  readonly #sealed = new WeakMap<DataMessage, Promise<Uint8Array<ArrayBuffer>[] | undefined>>();

  /** @param sealer the kernel, starting; undefined when it could not start. @param id of no other seat of this kernel */
  constructor(id: string, sealer: Promise<Sealer | undefined>, roomSecret = "") {
    this.id = id;
    this.sealer = sealer;
    this.roomSecret = new TextEncoder().encode(roomSecret);
  }

  openLink(linkId: string): SealedLinkData {
    // both ends of a link may be in this page, and the kernel is the page's
    return new SealedLinkData(`${this.id} ${linkId}`, this);
  }

  /** @returns undefined without a kernel */
  stream(sid: string): Promise<OpenStream | undefined> {
    const known = this.#streams.get(sid);
    if (known !== undefined) return known;
    const opening = this.sealer.then(async (sealer) => {
      return sealer && { sealer, id: await sealer.openSending(this.id, sid) };
    });
    opening.catch(() => undefined); // told to whoever sends
    this.#streams.set(sid, opening);
    return opening;
  }

  /** @returns the frames, the same for all; undefined without a kernel */
  seal(sid: string, message: DataMessage): Promise<Uint8Array<ArrayBuffer>[] | undefined> {
    const known = this.#sealed.get(message);
    if (known !== undefined) return known;
    const { data } = message;
    const kind = typeof data === "string" ? "text" : "binary";
    // a copy: what is handed to the kernel is gone afterwards
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : new Uint8Array(data.slice(0));
    const sealing = this.stream(sid).then((stream) =>
      stream?.sealer.seal(stream.id, kind, bytes, maxFrameBytes),
    );
    this.#sealed.set(message, sealing);
    return sealing;
  }

  end(sid: string): void {
    const stream = this.#streams.get(sid);
    this.#streams.delete(sid);
    stream?.then((open) => open?.sealer.closeStream(open.id)).catch(() => undefined); // never opened
  }

  close(): void {
    this.sealer.then((sealer) => sealer?.closeSeat(this.id)).catch(() => undefined); // gone with the kernel
  }
}
