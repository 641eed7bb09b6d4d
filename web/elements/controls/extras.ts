import { define } from "../define.ts";
import { MeshMenu } from "../menu/mesh-menu.ts";
import { MeshReactions } from "../reactions/mesh-reactions.ts";
import { MeshEndCall } from "./mesh-end-call.ts";

/** What the bar needs besides its buttons, loaded with the first menu, hand or reaction. */

export { entriesOf } from "./call-menus.ts";
export { sayHand, sayReaction } from "./sayings.ts";

const elements = {
  "mesh-menu": MeshMenu,
  "mesh-reactions": MeshReactions,
  "mesh-end-call": MeshEndCall,
} as const;

/** Safe to call twice. */
export function defineExtras(): void {
  for (const [tag, element] of Object.entries(elements)) define(tag, element);
}
