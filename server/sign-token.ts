import { errorTable } from "#protocol/errors";
import { limits } from "#protocol/limits";
import { roles, type Role } from "#protocol/role";

/** The signal-worker knows the same three. */
export interface ApiKey {
  /** `AC` and 32 hex digits. */
  readonly accountSid: string;
  /** `SK` and 32 hex digits. */
  readonly apiKeySid: string;
  /** 32 characters or more. It never leaves your server. */
  readonly apiKeySecret: string;
}

export type TokenAlgorithm = "HS256" | "HS384" | "HS512";

/** What a token is to say. Identity, room and name have 1 to 128 characters. */
export interface TokenRequest {
  /** Who it is for. Two at once with one identity in one room: the older is put out (53205). */
  readonly identity: string;
  /** The one room it opens, by name or SID. Left out: any. */
  readonly room?: string | undefined;
  /** What the others see. Left out, the identity. */
  readonly name?: string | undefined;
  /**
   * What they are in the room: `host` publishes and runs it, `publisher` is seen and heard, `attendee` receives and never
   * sends. Left out: a publisher while there is a place.
   */
  readonly role?: Role | undefined;
  /** 1 to 86,400; 3,600 where it is left out. Whoever is in when it ends stays in. */
  readonly lifeSeconds?: number | undefined;
  /** When it begins to be good, since 1970. Left out: at once. */
  readonly notBeforeSeconds?: number | undefined;
}

/** The grants of a token, as they are in it. */
export interface Grants {
  readonly identity: string;
  readonly name?: string;
  readonly video?: { readonly room?: string };
  /** Meshcall's own. */
  readonly meshcall?: { readonly role?: Role };
}

interface Life {
  readonly lifeSeconds: number;
  readonly notBeforeSeconds: number | undefined;
}

/**
 * Makes an access token, in the format of Twilio's: the `token` of `connect` and of `<mesh-call>`.
 *
 * @throws RangeError for a key or a request that the signal-worker would refuse; its message says what to do,
 * and holds neither secret nor name.
 */
export async function signToken(key: ApiKey, request: TokenRequest): Promise<string> {
  const { identity, room, name, role, lifeSeconds = 3_600, notBeforeSeconds } = request;
  const grants = {
    identity,
    ...(name === undefined ? {} : { name }),
    video: room === undefined ? {} : { room },
    ...(role === undefined ? {} : { meshcall: { role } }),
  };
  return sign(key, grants, { lifeSeconds, notBeforeSeconds }, "HS256");
}

/** @throws RangeError, as {@link signToken} does */
export async function sign(
  { accountSid, apiKeySid, apiKeySecret }: ApiKey,
  grants: Grants,
  { lifeSeconds, notBeforeSeconds }: Life,
  algorithm: TokenAlgorithm,
): Promise<string> {
  checkKey({ accountSid, apiKeySid, apiKeySecret });
  checkText(grants.identity, 53200, 53201);
  if (grants.name !== undefined) checkText(grants.name, 53200, 53201);
  if (grants.video?.room !== undefined) checkText(grants.video.room, 53100, 53101);
  const role = grants.meshcall?.role;
  if (role !== undefined && !roles.includes(role))
    throw new RangeError(`A role is one of ${roles.join(", ")}.`);
  if (!(lifeSeconds >= 1 && lifeSeconds <= limits.tokenLifeSeconds))
    throw new RangeError(`A token lives 1 to ${limits.tokenLifeSeconds} seconds.`);
  const nowSeconds = Math.floor(Date.now() / 1_000);
  // The order of Twilio's helper library.
  const payload = {
    jti: `${apiKeySid}-${nowSeconds}`,
    grants,
    ...(notBeforeSeconds === undefined ? {} : { nbf: Math.floor(notBeforeSeconds) }),
    iat: nowSeconds,
    exp: nowSeconds + Math.floor(lifeSeconds),
    iss: apiKeySid,
    sub: accountSid,
  };
  const header = { alg: algorithm, typ: "JWT", cty: "twilio-fpa;v=1" };
  const signed = `${base64Url(encode(JSON.stringify(header)))}.${base64Url(encode(JSON.stringify(payload)))}`;
  const hash = `SHA-${algorithm.slice(2)}`;
  const secret = encode(apiKeySecret);
  const hmacKey = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash }, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", hmacKey, encode(signed));
  return `${signed}.${base64Url(new Uint8Array(signature))}`;
}

function checkKey({ accountSid, apiKeySid, apiKeySecret }: ApiKey): void {
  if (!/^AC[0-9a-fA-F]{32}$/.test(accountSid))
    throw new RangeError("The account SID has to be `AC` and 32 hex digits, as the signal-worker has it.");
  if (!/^SK[0-9a-fA-F]{32}$/.test(apiKeySid))
    throw new RangeError("The API key SID has to be `SK` and 32 hex digits, as the signal-worker has it.");
  // RFC 7518 section 3.2: an HS256 key has 256 bits at least. The signal-worker takes none that is shorter.
  if (encode(apiKeySecret).length < 32)
    throw new RangeError(
      "The API key secret needs 32 characters or more: the signal-worker's API_KEY_SECRET.",
    );
}

function checkText(text: string, invalid: 53100 | 53200, tooLong: 53101 | 53201): void {
  const code = text.trim() === "" ? invalid : text.length > limits.nameChars ? tooLong : undefined;
  if (code === undefined) return;
  const [, message, remedy] = errorTable[code];
  throw new RangeError(`${code}: ${message}. ${remedy}`);
}

function encode(text: string) {
  return new TextEncoder().encode(text);
}

/** RFC 4648 section 5, without padding. */
function base64Url(bytes: Uint8Array): string {
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
