import type { Sealer } from "../room/ports.ts";
import { MeshcallError } from "../room/errors.ts";
import { writable } from "./data-channel.ts";

/** The largest message that every browser takes whole (RFC 8831, section 6.6). */
const maxFrameBytes = 16 * 1024;

/** A stream of the kernel's, and the kernel it is in. */
export interface OpenStream {
  readonly sealer: Sealer;
  readonly id: number;
}

/** One local data track on one link: seals each message and sends its frames in order. */
export class DataPublisher {
  readonly #channel: RTCDataChannel;
  readonly #stream: Promise<OpenStream>;
  readonly #ready = Promise.withResolvers<void>();
  #last: Promise<void> = Promise.resolve();

  /** @param stream the sending stream; pending until the link's keys are agreed */
  constructor(channel: RTCDataChannel, stream: Promise<OpenStream>) {
    this.#channel = channel;
    this.#stream = stream;
    this.#ready.promise.catch(() => undefined); // nobody may be waiting
    stream.catch((error: unknown) => this.#ready.reject(sealingError(error)));
    channel.addEventListener("close", () => this.#ready.reject(new MeshcallError(54005)));
  }

  /** The peer listens. */
  ready(): void {
    this.#ready.resolve();
  }

  /**
   * @returns settles when the channel has taken the message
   * @throws MeshcallError (as a rejection) 54005 when the link closed first, 54004 when there is no kernel any more
   */
  send(data: string | ArrayBuffer): Promise<void> {
    const sent = this.#last.then(() => this.#send(data));
    this.#last = sent.catch(() => undefined); // the next message is its own affair
    return sent;
  }

  close(): void {
    this.#channel.close();
    this.#ready.reject(new MeshcallError(54005));
    this.#stream.then(({ sealer, id }) => sealer.closeStream(id)).catch(() => undefined); // never opened
  }

  async #send(data: string | ArrayBuffer): Promise<void> {
    await this.#ready.promise;
    const kind = typeof data === "string" ? "text" : "binary";
    // each link seals its own copy: what is handed to the kernel is gone afterwards
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : new Uint8Array(data.slice(0));
    const { sealer, id } = await this.#stream;
    const frames = await sealer.seal(id, kind, bytes, maxFrameBytes).catch((error: unknown) => {
      throw this.#channel.readyState === "open"
        ? sealingError(error)
        : new MeshcallError(54005, { cause: error });
    });
    try {
      for (const frame of frames) {
        await writable(this.#channel);
        this.#channel.send(frame);
      }
    } catch (cause) {
      throw new MeshcallError(54005, { cause });
    }
  }
}

function sealingError(error: unknown): MeshcallError {
  return error instanceof MeshcallError ? error : new MeshcallError(54004, { cause: error });
}
