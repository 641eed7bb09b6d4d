import * as v from "valibot";
import { iceServer, type IceServerJson } from "#protocol/announce";
import { role, type Role } from "#protocol/role";
import { sessionClaims, type SessionClaims } from "./tokens/session.ts";

/**
 * What the routes tell the room-object about a newcomer. It rides in one header of a request that is made
 * from nothing, so that no header from outside gets through.
 */
export interface Join {
  readonly accountSid: string;
  readonly roomName: string;
  /** The one room that the token opens, by name or SID; undefined: any. */
  readonly grant?: string | undefined;
  /** Whether the room may be made by this join, where the account lets rooms be made so (else 53106). */
  readonly mayMake: boolean;
  readonly identity: string;
  readonly name: string;
  /** Their token is one that `POST /token` gave to anybody. */
  readonly isGuest: boolean;
  /** What the token says. */
  readonly role?: Role | undefined;
  readonly askedRole?: Role | undefined;
  readonly isPassive: boolean;
  /** As the page gives them. */
  readonly pin?: string | undefined;
  readonly invitation?: string | undefined;
  readonly privateId?: string | undefined;
  /** They come from; empty: not known. */
  readonly network: string;
  /** A checked session ticket. */
  readonly resume?: SessionClaims | undefined;
  readonly tokenLifeSeconds: number;
  readonly ice: readonly IceServerJson[];
}

const headerName = "meshcall-join";

export const joinJson = v.object({
  accountSid: v.string(),
  roomName: v.string(),
  grant: v.optional(v.string()),
  mayMake: v.boolean(),
  identity: v.string(),
  name: v.string(),
  isGuest: v.boolean(),
  role: v.optional(role),
  askedRole: v.optional(role),
  isPassive: v.boolean(),
  pin: v.optional(v.string()),
  invitation: v.optional(v.string()),
  privateId: v.optional(v.string()),
  network: v.string(),
  resume: v.optional(sessionClaims),
  tokenLifeSeconds: v.number(),
  ice: v.array(iceServer),
});

export function joinRequest(value: Join): Request {
  // Percent-encoded: a header is Latin-1, an identity is not.
  const headers = { Upgrade: "websocket", [headerName]: encodeURIComponent(JSON.stringify(value)) };
  return new Request("https://room-object/join", { headers });
}

/** @returns undefined for a request that {@link joinRequest} did not make. */
export function parseJoinRequest(request: Request): Join | undefined {
  const value = request.headers.get(headerName);
  if (value === null) return undefined;
  const parsed = v.safeParse(joinJson, JSON.parse(decodeURIComponent(value)));
  return parsed.success ? parsed.output : undefined;
}
