import type { VerificationEmoji } from "../room/verification.ts";
import { fromBase64Url, toBase64Url } from "./base64url.ts";
import type { ControlMessage } from "./control.ts";

/** docs/security.md says what it is worth, docs/protocol.md has the bytes. */
const nonceBytes = 32;
const emojiCount = 7;
/** 64 emoji. */
const bitsEach = 6;

export type VerificationMessage = ControlMessage & { type: "commit" | "reveal" };

export interface VerificationEnd {
  /** 20 characters */
  readonly peerId: string;
  /** X25519; 32 zeros where there is no kernel. */
  readonly publicKey: Uint8Array;
}

export interface VerificationParts {
  own: VerificationEnd;
  peer: VerificationEnd;
  /** What both ends know alike: room, peer ids, DTLS fingerprints. */
  context: Uint8Array<ArrayBuffer>;
  send(message: VerificationMessage): void;
}

/**
 * Seven emoji that two people compare. Each end commits to a nonce before it sees the other's: who sits in the middle has
 * one guess in 2^42 that both see the same.
 */
export class Verification {
  readonly #parts: VerificationParts;
  readonly #nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
  readonly #result = Promise.withResolvers<VerificationEmoji[]>();
  #commitment: string | undefined;
  #revealed = false;
  /** One step after the other: hashing waits. */
  #last: Promise<unknown>;

  /** Commits at once. */
  constructor(parts: VerificationParts) {
    this.#parts = parts;
    this.#result.promise.catch(() => undefined); // told to whoever waits
    this.#last = commitment(parts.own, this.#nonce).then((commit) => parts.send({ type: "commit", commit }));
  }

  /** Rejects when the peer's nonce is not the one that it committed to. */
  get result(): Promise<VerificationEmoji[]> {
    return this.#result.promise;
  }

  /** Safe to call when it has a result. */
  fail(error: Error): void {
    this.#result.reject(error);
  }

  receive(message: VerificationMessage): void {
    this.#last = this.#last
      .then(() => (message.type === "commit" ? this.#committed(message.commit) : this.#take(message.nonce)))
      .catch(this.#result.reject);
  }

  /** The peer is bound by now: it may see ours. */
  #committed(commit: string): void {
    if (this.#commitment !== undefined) return; // once
    this.#commitment = commit;
    this.#parts.send({ type: "reveal", nonce: toBase64Url(this.#nonce) });
  }

  async #take(text: string): Promise<void> {
    if (this.#commitment === undefined || this.#revealed) return; // out of turn
    this.#revealed = true;
    const { own, peer, context } = this.#parts;
    const nonce = fromBase64Url(text);
    if ((await commitment(peer, nonce)) !== this.#commitment)
      return this.#result.reject(new Error("The peer revealed another nonce than it had committed to"));
    const ends = [bytesOf(own, this.#nonce), bytesOf(peer, nonce)];
    if (own.peerId > peer.peerId) ends.reverse();
    const digest = await sha256("meshcall emoji 1", new Uint8Array(await sha256("", context)), ...ends);
    this.#result.resolve(emojiOf(new Uint8Array(digest)));
  }
}

async function commitment(end: VerificationEnd, nonce: Uint8Array): Promise<string> {
  return toBase64Url(new Uint8Array(await sha256("meshcall commitment 1", bytesOf(end, nonce))));
}

function bytesOf({ peerId, publicKey }: VerificationEnd, nonce: Uint8Array): Uint8Array {
  return Uint8Array.of(...new TextEncoder().encode(peerId), ...publicKey, ...nonce);
}

function sha256(label: string, ...parts: Uint8Array[]): Promise<ArrayBuffer> {
  const bytes = [new TextEncoder().encode(label), ...parts].flatMap((part) => [...part]);
  return crypto.subtle.digest("SHA-256", Uint8Array.from(bytes));
}

/** The first 42 bits, six for each. */
function emojiOf(digest: Uint8Array): VerificationEmoji[] {
  const bits = [...digest].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return Array.from({ length: emojiCount }, (_, index) => {
    const [symbol = "", name = ""] =
      table[Number.parseInt(bits.slice(index * bitsEach, (index + 1) * bitsEach), 2)] ?? [];
    return { symbol, name };
  });
}

/** Everyday things that look unlike each other and have short names; all of Unicode 9 (2016) or older. */
const table = (
  "🐶 dog,🐱 cat,🦁 lion,🐴 horse,🐮 cow,🐷 pig,🐘 elephant,🐰 rabbit," +
  "🐻 bear,🐔 hen,🐧 penguin,🐢 turtle,🐟 fish,🐙 octopus,🦋 butterfly,🐝 bee," +
  "🌹 rose,🌳 tree,🌵 cactus,🍄 mushroom,🌍 globe,🌙 moon,☁️ cloud,🔥 fire," +
  "🌈 rainbow,🍌 banana,🍎 apple,🍓 strawberry,🌽 corn,🍕 pizza,🎂 cake,🍒 cherries," +
  "🙂 face,🤖 robot,🎩 hat,👓 glasses,👢 boot,☂️ umbrella,⌛ hourglass,⏰ clock," +
  "🎁 gift,💡 lamp,📕 book,✏️ pencil,📎 clip,✂️ scissors,🔒 lock,🔑 key," +
  "🔨 hammer,☎️ telephone,🚩 flag,🚂 train,🚲 bicycle,✈️ plane,🚀 rocket,🏆 cup," +
  "⚽ ball,🎸 guitar,🎺 trumpet,🔔 bell,⚓ anchor,🏠 house,🎈 balloon,❄️ snowflake"
)
  .split(",")
  .map((entry) => entry.split(" "));
