import { fromBase64url, toBase64url, utf8, type Bytes } from "./bytes.ts";
import type { Card, ChatFile, SignedEntry } from "./chat-words.ts";

/** P-256, and not Ed25519: WebCrypto has it in each browser that calls. */
const signing = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const agreeing = { name: "ECDH", namedCurve: "P-256" } as const;

/** What a signature is made over. */
export interface Written {
  text: string;
  file?: ChatFile | undefined;
  at: number;
  c: number;
  n: number;
}

/** The keys of one page in one room: nobody else signs as it, or opens what is for it. They never leave the page. */
export class OwnKeys {
  readonly card: Card;
  /** The author that {@link card} names. */
  readonly id: string;
  readonly #roomSid: string;
  readonly #signs: CryptoKey;
  readonly #opens: CryptoKey;

  private constructor(roomSid: string, card: Card, id: string, signs: CryptoKey, opens: CryptoKey) {
    this.#roomSid = roomSid;
    this.card = card;
    this.id = id;
    this.#signs = signs;
    this.#opens = opens;
  }

  static async make(roomSid: string, sid: string, name: string): Promise<OwnKeys> {
    const { subtle } = crypto;
    const [signs, opens] = await Promise.all([
      subtle.generateKey(signing, false, ["sign", "verify"]),
      subtle.generateKey(agreeing, false, ["deriveBits"]),
    ]);
    const key = toBase64url(await subtle.exportKey("raw", signs.publicKey));
    const box = toBase64url(await subtle.exportKey("raw", opens.publicKey));
    const sig = await sign(signs.privateKey, cardText(roomSid, { sid, name, key, box }));
    return new OwnKeys(
      roomSid,
      { key, box, sid, name, sig },
      await authorIdOf(key),
      signs.privateKey,
      opens.privateKey,
    );
  }

  async signed(written: Written): Promise<SignedEntry> {
    const { text, file, at, c, n } = written;
    const sig = await sign(this.#signs, entryText(this.#roomSid, this.id, written));
    return { text, ...(file === undefined ? {} : { file }), at, c, n, by: this.id, sig };
  }

  async seal(to: Author, text: string): Promise<{ iv: string; sealed: string }> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const key = await this.#shared(to, this.id, to.id);
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, utf8(text));
    return { iv: toBase64url(iv), sealed: toBase64url(sealed) };
  }

  /** @returns undefined for what this author has not sealed for this page */
  async open(from: Author, iv: string, sealed: string): Promise<string | undefined> {
    try {
      const key = await this.#shared(from, from.id, this.id);
      const algorithm = { name: "AES-GCM", iv: fromBase64url(iv) };
      return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, fromBase64url(sealed)));
    } catch {
      return undefined;
    }
  }

  async #shared(other: Author, from: string, to: string): Promise<CryptoKey> {
    const { subtle } = crypto;
    const bits = await subtle.deriveBits({ name: "ECDH", public: other.box }, this.#opens, 256);
    const material = await subtle.importKey("raw", bits, "HKDF", false, ["deriveKey"]);
    return subtle.deriveKey(
      {
        name: "HKDF",
        hash: "SHA-256",
        salt: utf8(this.#roomSid),
        info: utf8(`meshcall chat private 1 ${from} ${to}`),
      },
      material,
      { name: "AES-GCM", length: 256 },
      false,
      ["encrypt", "decrypt"],
    );
  }
}

/** Somebody whose card was read: what they have signed can be told from what they have not. */
export class Author {
  /** 96 bits of the hash of the signing key, base64url. */
  readonly id: string;
  readonly card: Card;
  readonly box: CryptoKey;
  readonly #roomSid: string;
  readonly #checks: CryptoKey;

  private constructor(roomSid: string, card: Card, id: string, checks: CryptoKey, box: CryptoKey) {
    this.#roomSid = roomSid;
    this.card = card;
    this.id = id;
    this.#checks = checks;
    this.box = box;
  }

  /** @returns undefined for a card that its key has not signed for this room */
  static async read(roomSid: string, card: Card): Promise<Author | undefined> {
    try {
      const { subtle } = crypto;
      const [checks, box] = await Promise.all([
        subtle.importKey("raw", fromBase64url(card.key), signing, false, ["verify"]),
        subtle.importKey("raw", fromBase64url(card.box), agreeing, false, []),
      ]);
      if (!(await verify(checks, card.sig, cardText(roomSid, card)))) return undefined;
      return new Author(roomSid, card, await authorIdOf(card.key), checks, box);
    } catch {
      return undefined; // no point of the curve
    }
  }

  async hasSigned(entry: SignedEntry): Promise<boolean> {
    try {
      return await verify(this.#checks, entry.sig, entryText(this.#roomSid, this.id, entry));
    } catch {
      return false;
    }
  }
}

async function authorIdOf(key: string): Promise<string> {
  return toBase64url(await crypto.subtle.digest("SHA-256", fromBase64url(key))).slice(0, 16);
}

/** With the room, so that nothing counts in another one. */
function cardText(roomSid: string, { sid, name, key, box }: Omit<Card, "sig">): Bytes {
  return utf8(JSON.stringify(["meshcall chat card 1", roomSid, sid, name, key, box]));
}

function entryText(roomSid: string, by: string, { text, file, at, c, n }: Written): Bytes {
  const offered = file === undefined ? null : [file.id, file.name, file.sizeBytes, file.type];
  return utf8(JSON.stringify(["meshcall chat entry 1", roomSid, by, n, at, c, text, offered]));
}

async function sign(key: CryptoKey, text: Bytes): Promise<string> {
  return toBase64url(await crypto.subtle.sign(signing, key, text));
}

function verify(key: CryptoKey, sig: string, text: Bytes): Promise<boolean> {
  return crypto.subtle.verify(signing, key, fromBase64url(sig), text);
}
