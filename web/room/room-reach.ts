import { MeshcallError } from "./errors.ts";
import type { ParticipantState } from "./participant.ts";
import type { LinkState, PeerId } from "./ports.ts";
import type { Room, RoomState } from "./room.ts";

export interface ReachParts {
  room: Room;
  state: RoomState;
  local: ParticipantState<unknown>;
  /** @param cutOff neither the server nor anybody in the room can be reached */
  onJudged(cutOff: boolean): void;
}

/** Whom this page can reach, the server and the others, and what the room's state is because of that. */
export class RoomReach {
  readonly #parts: ReachParts;
  readonly #open = new Set<PeerId>();
  /** Their link has lost its path, and no other one is open yet. */
  readonly #lost = new Set<PeerId>();

  constructor(parts: ReachParts) {
    this.#parts = parts;
  }

  link(peerId: PeerId, link: LinkState): void {
    if (link === "open") {
      this.#open.add(peerId);
      this.#lost.delete(peerId);
    } else {
      this.#open.delete(peerId);
      if (link === "recovering") this.#lost.add(peerId);
    }
    this.judge();
  }

  /** They are not in the room any more. */
  forget(peerId: PeerId): void {
    this.#open.delete(peerId);
    this.#lost.delete(peerId);
    this.judge();
  }

  /**
   * One link of several is that participant's matter. The room itself is `reconnecting` when nobody can be reached over
   * any: with Twilio's 53405 while the server still answers, with 53001 when it does not either.
   */
  judge(): void {
    const { state, local, room, onJudged } = this.#parts;
    const away = state.signaling === "away";
    const reached = this.#open.size > 0;
    const trouble = reached ? undefined : away ? 53001 : this.#lost.size > 0 ? 53405 : undefined;
    if (trouble !== undefined && state.connection === "connected") {
      state.connection = local.connection = "reconnecting";
      room.localParticipant.emit("reconnecting", room.localParticipant);
      room.emit("reconnecting", new MeshcallError(trouble));
    } else if (trouble === undefined && state.connection === "reconnecting") {
      state.connection = local.connection = "connected";
      room.localParticipant.emit("reconnected", room.localParticipant);
      room.emit("reconnected");
    }
    onJudged(away && !reached && state.connection !== "disconnected");
  }
}
