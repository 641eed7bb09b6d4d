/** What everybody with the link derives alike, and nobody else can. */
export interface SwarmKeys {
  /** Names the swarm to trackers: 20 characters of 0 to 255, which tell nothing of room or secret. */
  infoHash: string;
  /** `RM` and 32 hex digits; never sent. */
  roomSid: string;
  /** AES-256-GCM, not extractable. */
  sealKey: CryptoKey;
}

/** Of the tracker protocol (BEP 3). */
const infoHashBytes = 20;
const sidBytes = 16;

/**
 * HKDF-SHA256 (RFC 5869) of the secret in the link and the room's name. The secret has to be random: HKDF does not make
 * guessing slow.
 */
export async function deriveSwarmKeys(secret: string, room: string): Promise<SwarmKeys> {
  const text = new TextEncoder();
  const secretKey = await crypto.subtle.importKey("raw", text.encode(secret), "HKDF", false, [
    "deriveBits",
    "deriveKey",
  ]);
  const hkdf = (purpose: string): HkdfParams => ({
    name: "HKDF",
    hash: "SHA-256",
    salt: text.encode("meshcall trackers 1"),
    info: text.encode(`${purpose}\n${room}`),
  });
  const bytes = async (purpose: string, count: number): Promise<Uint8Array> =>
    new Uint8Array(await crypto.subtle.deriveBits(hkdf(purpose), secretKey, count * 8));
  const [hash, sid, sealKey] = await Promise.all([
    bytes("info hash", infoHashBytes),
    bytes("room sid", sidBytes),
    crypto.subtle.deriveKey(hkdf("seal"), secretKey, { name: "AES-GCM", length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]),
  ]);
  return { infoHash: String.fromCharCode(...hash), roomSid: `RM${hex(sid)}`, sealKey };
}

/** @returns lower-case hex digits, two for each byte */
export function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param digits an even number */
export function randomHex(digits: number): string {
  return hex(crypto.getRandomValues(new Uint8Array(digits / 2)));
}
