import type { Happening, RoomFact, RoomSettings } from "../../signal-worker/src/facts.ts";
import { defaultSettings } from "../../signal-worker/src/room/settings.ts";

/** Facts as a room tells them, in order. */
export class RoomStory {
  readonly roomSid = newSid("RM");
  readonly #name: string;
  #told = 0;

  constructor(name: string) {
    this.#name = name;
  }

  get room() {
    return { roomSid: this.roomSid, roomName: this.#name, isAdHoc: false };
  }

  created(settings: RoomSettings = defaultSettings("go")): RoomFact {
    return this.#fact({ is: "room-created", room: this.room, settings });
  }

  joined(identity: string, participantSid = newSid("PA")): RoomFact {
    return this.#fact({ is: "participant-connected", participant: { participantSid, identity } });
  }

  ended(): RoomFact {
    return this.#fact({ is: "room-ended", durationSeconds: 1 });
  }

  #fact(happening: Happening): RoomFact {
    return { ...happening, roomSid: this.roomSid, sequenceNumber: this.#told++, atMs: Date.now() };
  }
}

export function newSid(prefix: string): string {
  return prefix + crypto.randomUUID().replaceAll("-", "");
}
