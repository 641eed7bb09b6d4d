/**
 * Keys made of secrets, kept while the process lives: making one takes longer than using it. Few secrets are in use, but
 * whoever deploys decides how many.
 */
const keys = new Map<string, CryptoKey>();
/** Two for each of some hundred API keys. */
const keysKept = 256;

export type HmacHash = "SHA-256" | "SHA-384" | "SHA-512";

/** The key of an access token's signature, and nothing derived from it. */
export function tokenKey(secret: string, hash: HmacHash): Promise<CryptoKey> {
  return keep(`${hash} ${secret}`, () => importHmac(new TextEncoder().encode(secret), hash));
}

/** HKDF (RFC 5869) with a label of its own: a ticket can never pass for a token, nor a token for a ticket. */
export function sessionKey(secret: string): Promise<CryptoKey> {
  return keep(`session ${secret}`, async () => {
    const encoder = new TextEncoder();
    const raw = encoder.encode(secret);
    const base = await crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveBits"]);
    const info = encoder.encode("meshcall session v1");
    const parameters = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
    return importHmac(new Uint8Array(await crypto.subtle.deriveBits(parameters, base, 256)), "SHA-256");
  });
}

function importHmac(
  raw: Parameters<SubtleCrypto["importKey"]>[1] & Uint8Array,
  hash: HmacHash,
): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", raw, { name: "HMAC", hash }, false, ["sign", "verify"]);
}

async function keep(name: string, make: () => Promise<CryptoKey>): Promise<CryptoKey> {
  const kept = keys.get(name);
  if (kept !== undefined) return kept;
  // The key and not its promise: workerd settles a promise for the request that made it.
  const made = await make();
  const [oldest] = keys.size >= keysKept ? keys.keys() : [];
  if (oldest !== undefined) keys.delete(oldest);
  keys.set(name, made);
  return made;
}
