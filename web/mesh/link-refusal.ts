import { log } from "../room/log.ts";
import type { Refusal } from "./refusal.ts";

/** What one link takes nothing of; what sees to it is loaded when there is something. */
export class LinkRefusal {
  readonly #pc: RTCPeerConnection;
  #kinds: ReadonlySet<string> = new Set();
  #refusal: Refusal | undefined;

  constructor(pc: RTCPeerConnection) {
    this.#pc = pc;
  }

  async set(kinds: ReadonlySet<string>): Promise<void> {
    this.#kinds = kinds;
    if (kinds.size === 0 && this.#refusal === undefined) return;
    try {
      const { Refusal } = await import("./refusal.ts");
      this.#refusal ??= new Refusal(this.#pc);
      this.#refusal.set(this.#kinds); // by now perhaps others
    } catch (error) {
      log("warn", "what nobody is to receive comes in, and is not shown", error);
    }
  }
}
