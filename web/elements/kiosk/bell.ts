import type { RemoteParticipant } from "../../room/remote-participant.ts";
import type { Room, RoomEvents } from "../../room/room.ts";
import type { Note, Playing, PlayOptions, Silence } from "../devices/tones.ts";

/** As long as a telephone rings before its mailbox answers. */
const ringMs = 45_000;
const everyMs = 3_000;

/** A doorbell of two strokes that are heard through a closed door. */
export const ringNotes: readonly Note[] = [
  { atMs: 0, forMs: 700, hz: 880 },
  { atMs: 450, forMs: 1_100, hz: 659 },
];

/** Why it rings: somebody came into the empty call, or asks to be let in. */
export type RingWhy = "came" | "knocks";
/** What became of it: `missed` when whoever it was is gone again, or nobody was there for 45 s. */
export type RingEnd = "answered" | "missed";

export interface Ring {
  why: RingWhy;
  /** Of whoever came or knocks. */
  name: string;
  /** Whom to let in. */
  knock: string | undefined;
  /** The browser lets this page not sound before somebody has touched it. */
  isSilent: boolean;
}

export interface BellParts {
  play(notes: readonly Note[], options: PlayOptions): Promise<Playing | Silence>;
  /** Through which speaker; undefined leaves it to the system. */
  sinkId(): string | undefined;
  /** @returns whether it is to sound: a page may have a bell of its own */
  onRing(ring: Ring): boolean;
  onEnd(ring: Ring, end: RingEnd): void;
  /** The page came in by itself: who is in already waits for whoever belongs to this device. */
  ringsForPresent: boolean;
  onChange(): void;
}

/** Rings when somebody comes into an empty call or knocks, until it is answered. */
export class Bell {
  readonly #room: Room;
  readonly #parts: BellParts;
  #ring: Ring | undefined;
  #playing: Playing | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting = 0;

  constructor(room: Room, parts: BellParts) {
    this.#room = room;
    this.#parts = parts;
    room.on("participantConnected", this.#onCame);
    room.on("participantDisconnected", this.#onLeft);
    room.on("knocking", this.#onKnocks);
    room.on("disconnected", this.#onOver);
    const [present] = room.participants.values();
    if (parts.ringsForPresent && present !== undefined) this.#begin("came", present.displayName);
  }

  /** Undefined: it is quiet. */
  get ring(): Ring | undefined {
    return this.#ring;
  }

  /** Somebody is there. */
  answer(): void {
    this.#end("answered");
  }

  /** Falls silent for good. Safe to call twice. */
  close(): void {
    this.#end("missed");
    this.#room.off("participantConnected", this.#onCame);
    this.#room.off("participantDisconnected", this.#onLeft);
    this.#room.off("knocking", this.#onKnocks);
    this.#room.off("disconnected", this.#onOver);
  }

  readonly #onCame = ({ displayName }: RemoteParticipant): void => {
    if (this.#room.participants.size === 1) this.#begin("came", displayName);
  };

  readonly #onLeft = (): void => {
    if (this.#ring?.why === "came" && this.#room.participants.size === 0) this.#end("missed");
  };

  readonly #onKnocks = (...[knocks]: RoomEvents["knocking"]): void => {
    const latest = knocks.at(-1);
    if (latest !== undefined && knocks.length > this.#waiting) this.#begin("knocks", latest.name, latest.sid);
    else if (this.#ring?.why === "knocks" && !knocks.some(({ sid }) => sid === this.#ring?.knock))
      this.#end("missed");
    this.#waiting = knocks.length;
  };

  readonly #onOver = (): void => this.#end("missed");

  #begin(why: RingWhy, name: string, knock?: string): void {
    if (this.#ring !== undefined) return; // one bell for all who come
    const ring: Ring = { why, name, knock, isSilent: false };
    this.#ring = ring;
    this.#timer = setTimeout(() => this.#end("missed"), ringMs);
    if (this.#parts.onRing(ring)) void this.#sound(ring);
    this.#parts.onChange();
  }

  async #sound(ring: Ring): Promise<void> {
    const playing = await this.#parts.play(ringNotes, { sinkId: this.#parts.sinkId(), everyMs });
    if (typeof playing === "string") {
      // a speaker that is gone leaves the system's, which rings too
      if (playing === "no-speaker")
        return void this.#keep(ring, await this.#parts.play(ringNotes, { everyMs }));
      ring.isSilent = true;
      this.#parts.onChange();
      return;
    }
    this.#keep(ring, playing);
  }

  #keep(ring: Ring, playing: Playing | Silence): void {
    if (typeof playing === "string") return;
    if (this.#ring === ring) this.#playing = playing;
    else playing.stop(); // answered meanwhile
  }

  #end(end: RingEnd): void {
    const ring = this.#ring;
    if (ring === undefined) return;
    this.#ring = undefined;
    clearTimeout(this.#timer);
    this.#playing?.stop();
    this.#playing = undefined;
    this.#parts.onEnd(ring, end);
    this.#parts.onChange();
  }
}
