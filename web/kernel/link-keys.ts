import * as layout from "../../wasm/layout.ts";
import { KernelError } from "./kernel-error.ts";

/** docs/frame-format.md section 1 says how these become the keys of a stream. */
const publicKeyBytes = 32;
/** From RFC 9605's private range: ChaCha20-Poly1305 with SHA-256. The registry has no such suite. */
const cipherSuite = 0xf001;
const kid = 0n;

export interface KeyPair {
  readonly privateKey: CryptoKey;
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

/** A link's secret: never readable outside WebCrypto. */
export interface LinkSecret {
  readonly secret: CryptoKey;
  readonly own: Uint8Array<ArrayBuffer>;
  readonly peer: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the context both sides gave. */
  readonly contextHash: ArrayBuffer;
}

export async function makeKeyPair(): Promise<KeyPair> {
  const pair = await crypto.subtle.generateKey("X25519", false, ["deriveBits"]);
  if (!("privateKey" in pair)) throw new KernelError("The browser made no X25519 key pair");
  const raw = await crypto.subtle.exportKey("raw", pair.publicKey);
  return { privateKey: pair.privateKey, publicKey: new Uint8Array(raw) };
}

/** @throws KernelError when the peer's key is not 32 bytes, is our own, or is of low order (RFC 7748 section 6.1) */
export async function agreeSecret(
  pair: KeyPair,
  peerPublicKey: Uint8Array,
  context: Uint8Array,
): Promise<LinkSecret> {
  const peer = Uint8Array.from(peerPublicKey);
  if (peer.length !== publicKeyBytes) throw new KernelError("A public key is 32 bytes");
  // Our own key sent back would give both directions one key.
  if (peer.every((byte, index) => byte === pair.publicKey[index])) {
    throw new KernelError("The peer sent our own public key back");
  }
  const shared = await sharedSecret(pair.privateKey, peer);
  try {
    const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveBits"]);
    const contextHash = await crypto.subtle.digest("SHA-256", Uint8Array.from(context));
    return { secret, own: pair.publicKey, peer, contextHash };
  } finally {
    shared.fill(0);
  }
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

/** Key (32 bytes) and salt (12) of one stream; both sides of the link get the same. The caller wipes them. */
export async function deriveStreamKeys(
  { secret, own, peer, contextHash }: LinkSecret,
  trackSid: string,
  direction: "send" | "receive",
): Promise<{ key: Uint8Array; salt: Uint8Array }> {
  // The sender's key comes first: so both sides mean the same direction.
  const [sender, receiver] = direction === "send" ? [own, peer] : [peer, own];
  const info = join("meshcall 1 stream", sender, receiver, trackSid);
  const base = await expand(secret, contextHash, info, 32);
  try {
    // RFC 9605 section 4.4.2, with this as the base key.
    const baseKey = await crypto.subtle.importKey("raw", base, "HKDF", false, ["deriveBits"]);
    const noSalt = new ArrayBuffer(0);
    const [key, salt] = await Promise.all([
      expand(baseKey, noSalt, sframeLabel("key"), layout.KEY_BYTES),
      expand(baseKey, noSalt, sframeLabel("salt"), layout.SALT_BYTES),
    ]);
    return { key, salt };
  } finally {
    base.fill(0);
  }
}

function sframeLabel(what: "key" | "salt"): Uint8Array<ArrayBuffer> {
  const numbers = new Uint8Array(10);
  new DataView(numbers.buffer).setBigUint64(0, kid);
  new DataView(numbers.buffer).setUint16(8, cipherSuite);
  return join(`SFrame 1.0 Secret ${what} `, numbers);
}

async function expand(
  key: CryptoKey,
  salt: ArrayBuffer,
  info: Uint8Array<ArrayBuffer>,
  bytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const algorithm = { name: "HKDF", hash: "SHA-256", salt, info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, bytes * 8));
}

function join(...parts: (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  return Uint8Array.from(
    parts.flatMap((part) => [...(typeof part === "string" ? encoder.encode(part) : part)]),
  );
}
