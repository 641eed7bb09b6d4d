import * as v from "valibot";
import { member, say } from "./announce.ts";

/** What the signal-worker tells a page about messages: `mesh.said` of a frame. */
export const said = v.union([
  /** What somebody in the room says to the receiver; who it is the server vouches for. */
  v.object({ from: member, text: say }),
  /** Everybody else in the room, whether or not there is a link with them. */
  v.object({ roll: v.array(member) }),
]);
export type Said = v.InferOutput<typeof said>;
