import type { Room, RoomEvents } from "../room/room.ts";

export const chatTrackName = "chat";
/** The command of `sendMessage` for what is for one person alone, and for what attendees write. */
export const chatCommand = "meshcall.chat";

/** Who has said something: a participant, or an attendee whom the room may not show. */
export interface Speaker {
  readonly sid: string;
  readonly displayName: string;
}

/** Something of a chat, as it came: nobody has checked it yet. */
export type Heard =
  | { by: "track"; data: string | ArrayBuffer; from: Speaker }
  | { by: "message"; body: unknown; from: Speaker; isPrivate: boolean }
  | { by: "text"; text: string; from: Speaker };

/** Hears all of a chat. In a file of its own, since it is there from a call's first moment. @returns the call that ends it */
export function hearChat(room: Room, onHeard: (heard: Heard) => void): () => void {
  const onTrack = (...[data, track, from]: RoomEvents["trackMessage"]): void => {
    if (track.name === chatTrackName) onHeard({ by: "track", data, from });
  };
  const onMessage = (...[command, body, from, { isPrivate }]: RoomEvents["messageReceived"]): void => {
    if (command === chatCommand) onHeard({ by: "message", body, from, isPrivate });
  };
  // what was for this page alone is the page's own matter
  const onText = (...[text, from, { isPrivate }]: RoomEvents["textReceived"]): void => {
    if (!isPrivate) onHeard({ by: "text", text, from });
  };
  room.on("trackMessage", onTrack).on("messageReceived", onMessage).on("textReceived", onText);
  return () => {
    room.off("trackMessage", onTrack);
    room.off("messageReceived", onMessage);
    room.off("textReceived", onText);
  };
}
