import { errorOf, MeshcallError } from "../errors.ts";
import type { PeerId } from "../ports.ts";

/** Who wrote, or was to read, a message: the `RemoteParticipant` where the room has one of them. */
export interface Correspondent {
  readonly sid: string;
  readonly identity: string;
  readonly displayName: string;
}

/** 54045: everybody else has the message. */
export class MessageNotSentError extends MeshcallError {
  /** Who is not known to have got it. */
  readonly missed: readonly Correspondent[];

  constructor(missed: readonly Correspondent[]) {
    super(54045);
    this.missed = missed;
  }
}

/** Rejects. */
export async function notSent(missed: readonly Correspondent[]): Promise<never> {
  await errorOf(54045); // for its text
  throw new MessageNotSentError(missed);
}

/** One message on its way to all it is for. */
export class Delivery {
  readonly #settled = Promise.withResolvers<void>();
  readonly #awaited: Set<PeerId>;
  readonly #missed: Correspondent[] = [];

  /** @param awaited whom the promise waits for */
  constructor(awaited: Iterable<PeerId>) {
    this.#awaited = new Set(awaited);
    this.#check();
  }

  /** @throws MessageNotSentError (as a rejection) once all others have it */
  get promise(): Promise<void> {
    return this.#settled.promise;
  }

  reached(peerId: PeerId): void {
    if (this.#awaited.delete(peerId)) this.#check();
  }

  missed(peerId: PeerId, who: Correspondent): void {
    if (!this.#awaited.delete(peerId)) return;
    this.#missed.push(who);
    this.#check();
  }

  #check(): void {
    if (this.#awaited.size > 0) return;
    if (this.#missed.length === 0) this.#settled.resolve();
    else this.#settled.resolve(notSent(this.#missed));
  }
}
