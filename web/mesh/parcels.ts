import { fromBase64Url, toBase64Url } from "./base64url.ts";
import { parseControlMessage, type ControlMessage } from "./control.ts";

/** AES-GCM (NIST SP 800-38D): a random nonce for each parcel, of which one link needs some dozens. */
const nonceBytes = 12;

/**
 * Seals control messages that have to travel through others, a neighbour or the server, because the link's own path
 * is dead. Each end makes the key for what is sent to it and hands it over while the link is up, so that nobody else
 * can read, change or invent one.
 */
export class Parcels {
  readonly #ownKey = crypto.getRandomValues(new Uint8Array(32));
  #peerKey: Uint8Array<ArrayBuffer> | undefined;
  /** One after the other: sealing is asynchronous, and the order matters. */
  #last: Promise<unknown> = Promise.resolve();

  /** For the peer, over the link itself. */
  get ownKey(): string {
    return toBase64Url(this.#ownKey);
  }
  /** @param key as the peer sent it over the link */
  sealFor(key: string): void {
    this.#peerKey = fromBase64Url(key);
  }

  /** Calls back in order; never when the peer's key did not come. */
  seal(message: ControlMessage, send: (parcel: string) => void): void {
    const key = this.#peerKey;
    if (key === undefined) return;
    this.#inOrder(async () => {
      const iv = crypto.getRandomValues(new Uint8Array(nonceBytes));
      const plain = new TextEncoder().encode(JSON.stringify(message));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await aesKey(key), plain);
      const parcel = new Uint8Array(nonceBytes + sealed.byteLength);
      parcel.set(iv);
      parcel.set(new Uint8Array(sealed), nonceBytes);
      send(toBase64Url(parcel));
    });
  }

  /** Calls back in order; never for what this link's peer did not seal. */
  open(parcel: string, receive: (message: ControlMessage) => void): void {
    this.#inOrder(async () => {
      const bytes = fromBase64Url(parcel);
      const [iv, sealed] = [bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes)];
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await aesKey(this.#ownKey), sealed);
      const message = parseControlMessage(new TextDecoder().decode(plain));
      if (message !== undefined) receive(message);
    });
  }

  #inOrder(step: () => Promise<void>): void {
    this.#last = this.#last.then(step).catch(() => undefined); // no parcel of ours, or a page without WebCrypto
  }
}

function aesKey(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}
