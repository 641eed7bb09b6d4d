import { compactVerify, decodeJwt, decodeProtectedHeader, errors, SignJWT } from "jose";
import * as v from "valibot";
import type { ErrorCode } from "#protocol/errors";
import { limits } from "#protocol/limits";
import { role, type Role } from "#protocol/role";
import { identityError } from "#protocol/token";
import type { Account, ApiKey } from "../account/accounts.ts";
import type { Config } from "../env.ts";
import { tokenKey } from "./keys.ts";

/** Access tokens in Twilio's format: an HMAC-signed JWT with `cty: twilio-fpa;v=1`. */

type Keys = Pick<Config, "accountSid" | "apiKeySid" | "apiKeySecret">;

/** @param key of the account's; left out, its first. */
export function keysOf(account: Account, key: ApiKey = account.keys[0]): Keys {
  return { accountSid: account.sid, apiKeySid: key.sid, apiKeySecret: key.secret };
}

/**
 * Whose token this says it is, unchecked: `sub` is the account, `iss` its key. What names none of ours gets the
 * first, whose check then refuses it.
 */
export function issuerOf(
  token: string,
  accounts: readonly [Account, ...Account[]],
): { readonly account: Account; readonly keys: Keys } {
  const named = v.safeParse(issuer, decode(token)?.payload);
  const { iss, sub } = named.success ? named.output : {};
  const account = accounts.find(({ sid }) => sid === sub) ?? accounts[0];
  return {
    account,
    keys: keysOf(
      account,
      account.keys.find(({ sid }) => sid === iss),
    ),
  };
}

const contentType = "twilio-fpa;v=1";
const hashes = { HS256: "SHA-256", HS384: "SHA-384", HS512: "SHA-512" } as const;
const header = v.object({
  typ: v.literal("JWT"),
  cty: v.literal(contentType),
  alg: v.picklist(["HS256", "HS384", "HS512"]),
  crit: v.optional(v.undefined()),
});
const issuer = v.object({ iss: v.string(), sub: v.string() });
const lifetime = v.object({
  exp: v.number(),
  nbf: v.optional(v.number()),
  iat: v.optional(v.number()),
});
const videoGrant = v.object({ grants: v.object({ video: v.object({ room: v.optional(v.string()) }) }) });
/** Ours alone, so that a token server of Twilio's need not know of it. */
const meshcallGrant = v.object({
  grants: v.object({
    meshcall: v.optional(v.object({ role: v.optional(role), guest: v.optional(v.boolean(), false) })),
  }),
});
const person = v.object({ grants: v.object({ identity: v.string(), name: v.optional(v.string()) }) });

/** What a good token says. */
export interface TokenClaims {
  readonly identity: string;
  /** What others see: `grants.name`, or the identity where there is none. */
  readonly name: string;
  /** The one room it opens; undefined: any. */
  readonly room: string | undefined;
  /** Whole seconds from now on. */
  readonly lifeSeconds: number;
  /** What they are in a room, and no more than that until somebody there gives them more. Undefined: it does not say. */
  readonly role: Role | undefined;
  /** `POST /token` gave it, to somebody whom nobody knows. */
  readonly isGuest: boolean;
}

/** @returns the claims, or the first thing wrong with the token, in Twilio's numbers. */
export async function verifyToken(
  token: string,
  keys: Keys,
  nowMs: number,
): Promise<TokenClaims | ErrorCode> {
  const parts = decode(token);
  if (parts === undefined) return 20101;
  const head = v.safeParse(header, parts.header);
  if (!head.success) return 20102;
  const from = v.safeParse(issuer, parts.payload);
  if (!from.success || from.output.iss !== keys.apiKeySid || from.output.sub !== keys.accountSid)
    return 20103;
  const signature = await signatureError(token, head.output.alg, keys.apiKeySecret);
  if (signature !== undefined) return signature;
  return claimsOf(parts.payload, nowMs / 1000);
}

/**
 * @param held `roomSid` where it is known: a grant names a room by name or by SID
 * @returns what keeps this good token from renewing another one: it is for another room, or of somebody else
 */
export function renewalError(
  { room, identity }: Pick<TokenClaims, "room" | "identity">,
  held: { room: string; roomSid?: string; identity: string },
): ErrorCode | undefined {
  if (room !== undefined && room !== held.room && room !== held.roomSid) return 20106;
  return identity === held.identity ? undefined : 54006;
}

function decode(token: string): { header: unknown; payload: unknown } | undefined {
  try {
    return { header: decodeProtectedHeader(token), payload: decodeJwt(token) };
  } catch {
    return undefined; // not three base64url parts with JSON objects in the first two
  }
}

async function signatureError(
  token: string,
  alg: keyof typeof hashes,
  secret: string,
): Promise<ErrorCode | undefined> {
  const key = await tokenKey(secret, hashes[alg]);
  try {
    await compactVerify(token, key, { algorithms: [alg] });
    return undefined;
  } catch (error) {
    return error instanceof errors.JWSSignatureVerificationFailed ? 20107 : 20101;
  }
}

function claimsOf(payload: unknown, nowSeconds: number): TokenClaims | ErrorCode {
  const life = v.safeParse(lifetime, payload);
  if (!life.success) return 20104;
  const { exp, nbf, iat } = life.output;
  if (exp <= nowSeconds) return 20104;
  if (nbf !== undefined && nbf > nowSeconds) return 20105;
  // A token that was made long ago for a long time is as bad as one made just now for as long.
  if (exp - (nbf ?? iat ?? nowSeconds) > limits.tokenLifeSeconds) return 20104;
  const video = v.safeParse(videoGrant, payload);
  const own = v.safeParse(meshcallGrant, payload);
  if (!video.success || !own.success) return 20106;
  const who = v.safeParse(person, payload);
  if (!who.success) return 53200;
  const { identity, name = identity } = who.output.grants;
  const wrong = identityError(identity) ?? identityError(name);
  const { room } = video.output.grants.video;
  const { guest: isGuest = false, role: given } = own.output.grants.meshcall ?? {};
  const lifeSeconds = Math.floor(exp - nowSeconds);
  return wrong ?? { identity, name, room, lifeSeconds, role: given, isGuest };
}

/** What `mintToken` puts into a token. */
export interface MintedClaims {
  readonly identity: string;
  readonly name: string | undefined;
  readonly room: string;
  /** Left out: somebody whom the account knows, and whose role is not said. */
  readonly meshcall?: { readonly guest?: true; readonly role?: Role };
}

/**
 * @param room the one room that the token opens.
 * @param nowMs the token is good from then on for 24 hours.
 */
export async function mintToken(
  keys: Keys,
  { identity, name, room, meshcall }: MintedClaims,
  nowMs: number,
): Promise<{ token: string; expiresAtSeconds: number }> {
  const nowSeconds = Math.floor(nowMs / 1000);
  const expiresAtSeconds = nowSeconds + limits.tokenLifeSeconds;
  const token = await new SignJWT({
    jti: `${keys.apiKeySid}-${nowSeconds}`,
    grants: { identity, name, video: { room }, meshcall },
    nbf: nowSeconds,
    iat: nowSeconds,
    exp: expiresAtSeconds,
    iss: keys.apiKeySid,
    sub: keys.accountSid,
  })
    .setProtectedHeader({ alg: "HS256", typ: "JWT", cty: contentType })
    .sign(await tokenKey(keys.apiKeySecret, "SHA-256"));
  return { token, expiresAtSeconds };
}
