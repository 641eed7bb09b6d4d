import type { MeshFact, SignalingFact } from "./ports.ts";
import { log } from "./log.ts";
import type { Addressee, Messages } from "./messages/messages.ts";
import type { RoomMessagesParts } from "./messages/open-messages.ts";

/** What somebody sends: a text, or a command with what JSON made of its body. */
export type Written = { text: string } | { command: string; body: string | undefined };

/** The way to {@link Messages}, whose code comes with the first message. What happens meanwhile waits in order. */
export class RoomMessages {
  readonly #parts: RoomMessagesParts;
  #loading: Promise<Messages> | undefined;

  constructor(parts: RoomMessagesParts) {
    this.#parts = parts;
  }

  async send(written: Written, to?: Addressee): Promise<void> {
    return (await this.#load()).send(written, to);
  }

  /** Comes after the fact was applied. */
  heed(fact: SignalingFact | MeshFact): void {
    const isSaid = fact.fact === "said";
    if (!isSaid && this.#loading === undefined) return;
    // Who it is is known now; they may leave before the code has come.
    const from = isSaid && "peerId" in fact ? this.#parts.roster.participantOf(fact.peerId) : undefined;
    this.#load()
      .then((messages) => messages.heed(fact, from))
      .catch((error: unknown) => log("warn", "a message is not read; it will be said again", error));
  }

  end(): void {
    void this.#loading?.then((messages) => messages.end());
  }

  #load(): Promise<Messages> {
    this.#loading ??= import("./messages/open-messages.ts").then(
      ({ openMessages }) => openMessages(this.#parts),
      (error: unknown) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }
}
