import { MeshcallError } from "../room/errors.ts";
import type { DataMessage } from "../room/ports.ts";
import { writable } from "./data-channel.ts";

export interface PublisherParts {
  channel: RTCDataChannel;
  /** Settles when the link's keys are agreed. */
  agreed: Promise<unknown>;
  /** From here on every message is for this link too. */
  attach(): void;
  seal(message: DataMessage): Promise<Uint8Array<ArrayBuffer>[] | undefined>;
}

/** One local data track on one link: sends the frames of each message in order. */
export class DataPublisher {
  readonly #parts: PublisherParts;
  readonly #ready = Promise.withResolvers<void>();
  #last: Promise<void> = Promise.resolve();
  #attached = false;
  #failed: MeshcallError | undefined;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
    this.#ready.promise.catch(() => undefined); // nobody may be waiting
    parts.agreed.catch((error: unknown) => this.#ready.reject(sealingError(error)));
    parts.channel.addEventListener("close", () => this.#ready.reject(new MeshcallError(54005)));
  }

  /** The peer listens. */
  ready(): void {
    this.#ready.resolve();
  }

  attach(): void {
    if (this.#attached) return;
    this.#attached = true;
    this.#parts.attach();
  }

  /**
   * @returns settles when the channel has taken the message
   * @throws MeshcallError (as a rejection) 54005 when the link closed first, 54004 when there is no kernel any more
   */
  send(message: DataMessage): Promise<void> {
    const frames = this.#parts.seal(message);
    frames.catch(() => undefined); // awaited below
    const sent = this.#last.then(() => this.#send(frames));
    this.#last = sent.catch(() => undefined); // the next message is its own affair
    return sent;
  }

  /** Messages that wait, and all that follow, are not sent. */
  fail(error: MeshcallError): void {
    this.#failed = error;
    this.#ready.reject(error);
  }

  close(): void {
    this.#parts.channel.close();
    this.#ready.reject(new MeshcallError(54005));
  }

  async #send(sealing: Promise<Uint8Array<ArrayBuffer>[] | undefined>): Promise<void> {
    await this.#ready.promise;
    if (this.#failed) throw this.#failed;
    const { channel } = this.#parts;
    const frames = await sealing.catch((error: unknown) => {
      throw channel.readyState === "open" ? sealingError(error) : new MeshcallError(54005, { cause: error });
    });
    try {
      for (const frame of frames ?? []) {
        await writable(channel);
        channel.send(frame);
      }
    } catch (cause) {
      throw new MeshcallError(54005, { cause });
    }
  }
}

function sealingError(error: unknown): MeshcallError {
  return error instanceof MeshcallError ? error : new MeshcallError(54004, { cause: error });
}
