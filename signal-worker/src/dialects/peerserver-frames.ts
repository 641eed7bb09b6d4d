import * as v from "valibot";
import { dialectLimits } from "./dialect-limits.ts";

/** PeerServer's messages (peer 1.0.2), as text frames of JSON. */

const relayedTypes = ["OFFER", "ANSWER", "CANDIDATE", "LEAVE", "EXPIRE"] as const;
export type RelayedType = (typeof relayedTypes)[number];

/** What a client asks for. */
export type PeerServerRequest =
  | { readonly kind: "relay"; readonly type: RelayedType; readonly dst: string; readonly payload: unknown }
  | { readonly kind: "leave" }
  /** A heartbeat in other words than PeerJS's, or a type that is not for us: proof of life, no more. */
  | { readonly kind: "nothing" };

/** The ids that a stock client accepts (`validateId` in PeerJS). */
const idPattern = /^[A-Za-z0-9]+(?:[ _-][A-Za-z0-9]+)*$/;

const message = v.object({
  type: v.string(),
  dst: v.nullish(v.pipe(v.string(), v.maxLength(dialectLimits.nameChars))),
  payload: v.optional(v.unknown()),
});

export function isPeerId(id: string): boolean {
  return id.length <= dialectLimits.nameChars && idPattern.test(id);
}

/** @returns undefined for what is no message at all. */
export function parsePeerServerFrame(text: string): PeerServerRequest | undefined {
  const parsed = v.safeParse(message, parseJson(text));
  if (!parsed.success) return undefined;
  const { dst, payload } = parsed.output;
  const type = relayedTypes.find((known) => known === parsed.output.type);
  if (type === undefined) return { kind: "nothing" };
  if (dst === undefined || dst === null || dst === "") {
    return type === "LEAVE" ? { kind: "leave" } : undefined;
  }
  return { kind: "relay", type, dst, payload };
}

/** @returns undefined where the payload is nested too deeply to be written again. */
export function relayFrame(
  { type, dst, payload }: Pick<Extract<PeerServerRequest, { kind: "relay" }>, "type" | "dst" | "payload">,
  src: string,
): string | undefined {
  try {
    return JSON.stringify({ type, src, dst, payload });
  } catch {
    return undefined; // the stack ended before the payload did
  }
}

export const openFrame = JSON.stringify({ type: "OPEN" });
export const idTakenFrame = JSON.stringify({ type: "ID-TAKEN", payload: { msg: "ID is taken" } });

/** @param msg the stock server's words where it has some. */
export function errorFrame(msg: string): string {
  return JSON.stringify({ type: "ERROR", payload: { msg } });
}

/** Tells `dst` that `src` did not come in time. */
export function expireFrame(src: string, dst: string): string {
  return JSON.stringify({ type: "EXPIRE", src, dst });
}

/** Tells `dst` that `src` has just gone. */
export function leaveFrame(src: string, dst: string): string {
  return JSON.stringify({ type: "LEAVE", src, dst });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
