import type { RemoteParticipant } from "../../room/remote-participant.ts";
import type { Room } from "../../room/room.ts";
import type { VerificationEmoji } from "../../room/verification.ts";
import { ofRoom } from "../room-part/of-room.ts";

/** Where the comparison with one participant is. */
export type Comparison =
  /** Nobody has asked for one. `again`: there was one, but the link it was about is no more. */
  | { is: "none"; again: boolean }
  | { is: "making" }
  /** Both see their seven; nobody has said yet whether they are the same. */
  | { is: "open"; emoji: readonly VerificationEmoji[]; atTheirWish: boolean }
  | { is: "same"; emoji: readonly VerificationEmoji[] }
  | { is: "different"; emoji: readonly VerificationEmoji[] }
  /** The other side did not follow the rules, or was gone. */
  | { is: "failed" };

/** The comparisons of one room: who was compared with, and what came of it. They end with the links they are about. */
export class Verifications {
  readonly #known = new Map<string, Comparison>();
  readonly #listeners = new Set<() => void>();

  constructor(room: Room) {
    room.on("participantVerificationChanged", ({ sid }, emoji) => {
      if (emoji !== null)
        return this.#set(sid, { is: "open", emoji, atTheirWish: this.#known.get(sid)?.is !== "making" });
      const had = this.#known.get(sid)?.is ?? "none";
      this.#set(sid, { is: "none", again: had !== "none" && had !== "failed" });
    });
    room.on("participantDisconnected", ({ sid }) => this.#known.delete(sid));
  }

  of({ sid, verification }: RemoteParticipant): Comparison {
    const known = this.#known.get(sid);
    if (known !== undefined) return known;
    // begun by the other side before anybody looked here
    return verification === null
      ? { is: "none", again: false }
      : { is: "open", emoji: verification, atTheirWish: true };
  }

  /** Makes the emoji, here and there. Never rejects: `failed` says so. */
  async compare(participant: RemoteParticipant): Promise<void> {
    const { sid } = participant;
    this.#set(sid, { is: "making" });
    try {
      this.#set(sid, { is: "open", emoji: await participant.verify(), atTheirWish: false });
    } catch {
      this.#set(sid, { is: "failed" });
    }
  }

  /** What the two people found. */
  found(participant: RemoteParticipant, same: boolean): void {
    const { verification: emoji } = participant;
    if (emoji !== null) this.#set(participant.sid, { is: same ? "same" : "different", emoji });
  }

  /** @returns the call that ends it */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #set(sid: string, comparison: Comparison): void {
    this.#known.set(sid, comparison);
    for (const listener of this.#listeners) listener();
  }
}

export const verificationsOf = ofRoom((room) => new Verifications(room));
