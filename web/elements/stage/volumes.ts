import type { RemoteParticipant } from "../../room/remote-participant.ts";
import type { Room } from "../../room/room.ts";
import { ofRoom } from "../room-part/of-room.ts";

/** How loud one person is here, for this listener alone. */
export interface Volume {
  /** 0 to 1. */
  level: number;
  muted: boolean;
}

const full: Volume = { level: 1, muted: false };

/** How loud each of the others is. Forgotten with the room; who comes back is as loud as before. */
export class Volumes {
  readonly #byIdentity = new Map<string, Volume>();
  readonly #listeners = new Set<() => void>();

  /** @returns the call that ends it */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  of({ identity }: RemoteParticipant): Volume {
    return this.#byIdentity.get(identity) ?? full;
  }

  set(participant: RemoteParticipant, change: Partial<Volume>): void {
    const { level, muted } = { ...this.of(participant), ...change };
    this.#byIdentity.set(participant.identity, { level: Math.max(0, Math.min(1, level)), muted });
    for (const listener of this.#listeners) listener();
  }
}

/** What the stages of a room play each person with. */
export const volumesOf: (room: Room) => Volumes = ofRoom(() => new Volumes());
