import * as v from "valibot";
import { limits } from "./limits.ts";

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(limits.nameChars));

/**
 * One of Twilio's subscribe rules: the filters of one rule all have to fit; rules are applied in order, each
 * adding to what is subscribed, or taking from it, starting with nothing.
 */
const subscribeRule = v.object({
  type: v.picklist(["include", "exclude"]),
  all: v.optional(v.boolean()),
  /** Participant SID or identity. */
  publisher: v.optional(text),
  /** Track SID or name. */
  track: v.optional(text),
  kind: v.optional(v.picklist(["audio", "video", "data"])),
  priority: v.optional(v.picklist(["low", "standard", "high"])),
});
export type SubscribeRule = v.InferOutput<typeof subscribeRule>;

export const subscribeRules = v.pipe(v.array(subscribeRule), v.maxLength(limits.subscribeRules));
