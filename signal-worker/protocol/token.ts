import * as v from "valibot";
import { limits } from "./limits.ts";
import type { ErrorCode } from "./error-codes.ts";
import { iceServer, type IceServerJson } from "./announce.ts";

/** Body of `POST /token`. */
const tokenRequest = v.object({
  room: v.string(),
  /** Unique in the room; left out, the signal-worker makes one. */
  identity: v.optional(v.string()),
  /** What others see. Left out, the identity. */
  name: v.optional(v.string()),
});
export type TokenRequest = v.InferOutput<typeof tokenRequest>;

/** @returns the request, or the code that says what is wrong with it. */
export function parseTokenRequest(json: unknown): TokenRequest | ErrorCode {
  const result = v.safeParse(tokenRequest, json);
  if (!result.success) return 54003;
  const { room, identity, name } = result.output;
  return (
    roomNameError(room) ??
    (identity === undefined ? undefined : identityError(identity)) ??
    (name === undefined ? undefined : identityError(name)) ??
    result.output
  );
}

/** Reply to `POST /token`. */
export interface TokenReply {
  token: string;
  identity: string;
  room: string;
  /** Seconds since 1970. */
  expiresAtSeconds: number;
  /** How many are in the room now. */
  participants: number;
  ice: IceServerJson[];
}
const tokenReply = v.object({
  token: v.string(),
  identity: v.string(),
  room: v.string(),
  expiresAtSeconds: v.pipe(v.number(), v.finite()),
  participants: v.pipe(v.number(), v.finite()),
  ice: v.array(iceServer),
});
export function parseTokenReply(json: unknown): TokenReply | undefined {
  const result = v.safeParse(tokenReply, json);
  return result.success ? result.output : undefined;
}

/** An error body, as Twilio's REST has it. */
export interface ErrorReply {
  code: ErrorCode;
  message: string;
  more_info: string;
  status: number;
}
const errorReply = v.object({ code: v.number() });
export function parseErrorReply(json: unknown): number | undefined {
  const result = v.safeParse(errorReply, json);
  return result.success ? result.output.code : undefined;
}

export function roomNameError(room: string): ErrorCode | undefined {
  if (room.trim() === "") return 53100;
  return room.length > limits.nameChars ? 53101 : undefined;
}
export function identityError(identity: string): ErrorCode | undefined {
  if (identity.trim() === "") return 53200;
  return identity.length > limits.nameChars ? 53201 : undefined;
}
