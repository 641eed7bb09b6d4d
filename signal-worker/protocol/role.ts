import * as v from "valibot";

/**
 * What somebody in a room is. `host`: publishes, and runs the room. `publisher`: is seen and heard. `attendee`: receives
 * and never sends. docs/access.md has the table of who may do what.
 */
export const roles = ["host", "publisher", "attendee"] as const;
export type Role = (typeof roles)[number];
export const role = v.picklist(roles);

/**
 * What is taken from a participant until it is given back: nobody receives tracks of that kind from them, whatever their
 * page does.
 */
export const silenced = v.object({ audio: v.boolean(), video: v.boolean() });
export type Silenced = v.InferOutput<typeof silenced>;
