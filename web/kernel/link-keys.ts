import { KernelError } from "./kernel-error.ts";
import { hkdf, hmacSha256, sha256, wipe } from "./sha256.ts";

/** docs/frame-format.md section 1 says how two ends of a link come to the same keys. */
const publicKeyBytes = 32;

export interface KeyPair {
  readonly privateKey: CryptoKey;
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

/** Where the two directions of a link start, 32 bytes each. */
export interface LinkSecrets {
  readonly send: Uint8Array<ArrayBuffer>;
  readonly receive: Uint8Array<ArrayBuffer>;
}

export async function makeKeyPair(): Promise<KeyPair> {
  const pair = await crypto.subtle.generateKey("X25519", false, ["deriveBits"]);
  if (!("privateKey" in pair)) throw new KernelError("The browser made no X25519 key pair");
  const raw = await crypto.subtle.exportKey("raw", pair.publicKey);
  return { privateKey: pair.privateKey, publicKey: new Uint8Array(raw) };
}

/**
 * @param context bytes that both sides know alike
 * @param roomSecret what everybody in the room has from elsewhere; empty: nothing
 * @throws KernelError when the peer's key is not 32 bytes, is our own, or is of low order (RFC 7748 section 6.1)
 */
export async function agreeSecrets(
  pair: KeyPair,
  peerPublicKey: Uint8Array,
  context: Uint8Array,
  roomSecret: Uint8Array,
): Promise<LinkSecrets> {
  const [own, peer] = [pair.publicKey, Uint8Array.from(peerPublicKey)];
  if (peer.length !== publicKeyBytes) throw new KernelError("A public key is 32 bytes");
  // Our own key sent back would give both directions one key.
  if (peer.every((byte, index) => byte === own[index]))
    throw new KernelError("The peer sent our own public key back");
  const shared = await sharedSecret(pair.privateKey, peer);
  const salt = roomSecret.length === 0 ? sha256(context) : hmacSha256(roomSecret, context);
  // The sender's key comes first: so both sides mean the same direction.
  const secrets = { send: hkdf(shared, salt, info(own, peer)), receive: hkdf(shared, salt, info(peer, own)) };
  wipe(shared, salt);
  return secrets;
}

async function sharedSecret(
  privateKey: CryptoKey,
  peer: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  let shared: Uint8Array<ArrayBuffer>;
  try {
    const publicKey = await crypto.subtle.importKey("raw", peer, "X25519", false, []);
    const algorithm = { name: "X25519", public: publicKey };
    shared = new Uint8Array(await crypto.subtle.deriveBits(algorithm, privateKey, 256));
  } catch (cause) {
    throw new KernelError("The peer's public key is of low order or no X25519 key", { cause });
  }
  // Browsers refuse this themselves by now; not all always did.
  if (shared.every((byte) => byte === 0)) throw new KernelError("The peer's public key is of low order");
  return shared;
}

function info(sender: Uint8Array, receiver: Uint8Array): Uint8Array {
  return Uint8Array.of(...new TextEncoder().encode("meshcall 1 link"), ...sender, ...receiver);
}
