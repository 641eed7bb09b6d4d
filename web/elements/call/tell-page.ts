import type { Room } from "../../room/room.ts";
import { chatInboxOf } from "../chat/chat-inbox.ts";
import { MeshConnectionEvent, MeshMessageEvent, MeshSpeakerEvent } from "../events.ts";

/** What a page may want to know of a call and its people need not be told. Ends with the room. */
export function tellPage(room: Room, tell: (event: Event) => void): void {
  const endOfChat = chatInboxOf(room).subscribe((added) => {
    if (added !== undefined) tell(new MeshMessageEvent(added.text, added.from));
  });
  for (const event of ["reconnecting", "reconnected"] as const)
    room.on(event, () => tell(new MeshConnectionEvent(room.state)));
  room.on("dominantSpeakerChanged", () => tell(new MeshSpeakerEvent(room.dominantSpeaker ?? undefined)));
  room.on("disconnected", endOfChat);
}
