import * as v from "valibot";
import { member } from "#protocol/announce";
import { limits } from "#protocol/limits";

/** What is inside a seal. Only who has the link can have written it; that still makes it no friend's. */
const body = v.object({
  v: v.literal(1),
  /** When it was sealed, in ms since 1970 by the sender's clock. */
  atMs: v.number(),
  member,
  /** Left out in an answer that says that the room is full. */
  sdp: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(limits.sdpChars))),
  hello: v.optional(v.pipe(v.string(), v.maxLength(limits.helloChars))),
  /** Offers of one announce have the same; each member takes one of them. */
  round: v.optional(v.pipe(v.string(), v.length(limits.idChars))),
});
export type SealedBody = v.InferOutput<typeof body>;

/** @returns undefined for anything else */
export function parseSealedBody(text: string): SealedBody | undefined {
  try {
    const parsed = v.safeParse(body, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // not JSON
  }
}
