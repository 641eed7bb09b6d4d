import { define } from "../define.ts";
import { MeshMenu } from "../menu/mesh-menu.ts";
import type { Room } from "../../room/room.ts";
import { handsOf } from "../hands/hands.ts";
import { MeshReactions } from "../reactions/mesh-reactions.ts";
import { reactionsOf } from "../reactions/reactions.ts";
import { followRecording } from "../recording/follow-recording.ts";
import { sayHand, sayReaction } from "./sayings.ts";
import { MeshEndCall } from "./mesh-end-call.ts";

/** What the bar needs besides its buttons, loaded with the first menu, hand or reaction. */

export { entriesOf } from "./call-menus.ts";
export { handsOf };

/** Follows hands and reactions of a room. @param parts what to do after each change @returns the call that ends it */
export function followSigns(room: Room, parts: { look(): void; say(words: string): void }): () => void {
  const ends = [
    handsOf(room).subscribe((change) => {
      parts.look();
      sayHand(parts.say, change);
    }),
    reactionsOf(room).subscribe((reaction) => sayReaction(parts.say, reaction)),
    followRecording(room, parts.say),
  ];
  return () => {
    for (const end of ends) end();
  };
}

const elements = {
  "mesh-menu": MeshMenu,
  "mesh-reactions": MeshReactions,
  "mesh-end-call": MeshEndCall,
} as const;

/** Safe to call twice. */
export function defineExtras(): void {
  for (const [tag, element] of Object.entries(elements)) define(tag, element);
}
