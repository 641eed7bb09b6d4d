import type { Act } from "#protocol/act";
import type { Room } from "./room.ts";

/** Between two acts: whatever the room's rules make of talking, the signal-worker hears of it no more often. */
const pauseMs = 1_000;

/** Tells the signal-worker whether oneself talks, for its lists of participants, where the room's rules want it. */
export class TalkingTold {
  readonly #room: Room;
  readonly #act: (act: Act) => Promise<unknown>;
  /** What it knows; undefined: perhaps nothing. */
  #told: boolean | undefined = false;
  #pausing = false;

  constructor(room: Room, act: (act: Act) => Promise<unknown>) {
    this.#room = room;
    this.#act = act;
    room.on("rulesChanged", () => this.review());
    room.on("signalingChanged", (state) => {
      if (state === "open") this.#told = undefined; // perhaps in another seat
      this.review();
    });
  }

  /** After everything that may have changed it. */
  review(): void {
    const { rules, signaling, state, localParticipant } = this.#room;
    const talking = localParticipant.isTalking;
    const { isPublishing } = localParticipant;
    const wanted = rules?.tellsTalking === true && isPublishing && state !== "disconnected";
    if (!wanted || signaling !== "open" || this.#pausing || talking === this.#told) return;
    this.#pausing = true;
    this.#told = talking;
    const isTold = this.#act({ do: "talk", talking }).then(
      () => true,
      () => false, // refused, or lost with the socket: the next change is told again
    );
    void isTold.then((told) => {
      if (!told) this.#told = undefined;
      setTimeout(() => {
        this.#pausing = false;
        if (told) this.review();
      }, pauseMs);
    });
  }
}
