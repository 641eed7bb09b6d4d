/** Where a sealed text belongs; nowhere else does it open. All ids have 20 characters. */
export interface SealPlace {
  direction: "offer" | "answer";
  infoHash: string;
  /** The sender's peer id at this tracker. */
  from: string;
  /** Whom an answer is for; an offer has nobody yet. */
  to: string;
  offerId: string;
}

/** AES-GCM with random nonces (NIST SP 800-38D, section 8.2.2): good for 2^32 texts under one key. */
const nonceBytes = 12;
const tagBytes = 16;
const lengthBytes = 2;
/**
 * What is sealed has one of these sizes, so that a length tells little. Nine of the smallest stay below 16 KiB, the
 * largest frame that every kind of tracker takes.
 */
const sizeClassesBytes = [1024, 2048, 4096, 8192, 16_384, 32_768];
const sealedBytesAtMost = nonceBytes + 32_768 + tagBytes;
/** The longest text that may come out: a description and a hello at their limits. */
const textBytesAtMost = 128 * 1024;

/**
 * Compresses, pads and seals.
 * @returns base64 without padding; undefined when the text is too long
 */
export async function seal(key: CryptoKey, place: SealPlace, text: string): Promise<string | undefined> {
  const packed = await deflate(text);
  const size = sizeClassesBytes.find((bytes) => packed.length + lengthBytes <= bytes);
  if (size === undefined) return undefined;
  const padded = new Uint8Array(size);
  new DataView(padded.buffer).setUint16(0, packed.length);
  padded.set(packed, lengthBytes);
  const iv = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const sealed = await crypto.subtle.encrypt(algorithm(iv, place), key, padded);
  const bytes = new Uint8Array(nonceBytes + sealed.byteLength);
  bytes.set(iv);
  bytes.set(new Uint8Array(sealed), nonceBytes);
  return toBase64(bytes);
}

/** @returns the text; undefined for whatever was not sealed with this key for this place */
export async function unseal(key: CryptoKey, place: SealPlace, sealed: string): Promise<string | undefined> {
  try {
    const bytes = fromBase64(sealed);
    if (bytes === undefined || bytes.length > sealedBytesAtMost) return undefined;
    const iv = bytes.subarray(0, nonceBytes);
    const opened = await crypto.subtle.decrypt(algorithm(iv, place), key, bytes.subarray(nonceBytes));
    const length = new DataView(opened).getUint16(0);
    return await inflate(new Uint8Array(opened, lengthBytes, length));
  } catch {
    return undefined; // a stranger's, a tampered or a misplaced one
  }
}

function algorithm(iv: Uint8Array<ArrayBuffer>, place: SealPlace): AesGcmParams {
  const { direction, infoHash, from, to, offerId } = place;
  const additionalData = new TextEncoder().encode(
    `meshcall trackers 1\n${direction}\n${infoHash}${from}${offerId}${to}`,
  );
  return { name: "AES-GCM", iv, additionalData };
}

async function deflate(text: string): Promise<Uint8Array> {
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** @throws when the bytes are none that `deflate` makes, or swell beyond every text of ours */
async function inflate(packed: Uint8Array<ArrayBuffer>): Promise<string> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > textBytesAtMost) {
      await reader.cancel();
      throw new RangeError("too long");
    }
    text += decoder.decode(value, { stream: true });
  }
}

function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("=", "");
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length > sealedBytesAtMost * 1.5) return undefined;
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
