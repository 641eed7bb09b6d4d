import type { Authors } from "./authors.ts";
import { utf8 } from "./bytes.ts";
import type { Author, OwnKeys } from "./chat-keys.ts";
import type { Time } from "./chat-sync.ts";
import type { ChatWire } from "./chat-wire.ts";
import type { Speaker } from "./hear-chat.ts";
import { parseSecret, type Secret, type Told } from "./chat-words.ts";

/** As base64url, and with card and command, it fits into one message of 8,192 bytes. */
const privateBytes = 5_000;
/** As long as somebody's page may take to load its chat and show its card. */
const meetingMs = 15_000;
/** Of one sender whose card is not here yet. */
const mostWaiting = 20;

type Sealed = Told & { is: "private" };

interface Parts {
  readonly wire: ChatWire;
  readonly authors: Authors;
  readonly keys: Promise<OwnKeys>;
  readonly time: Time;
  /** Whose page shows its card on a track of its own: then no other card of theirs counts. */
  hasTrack(sid: string): boolean;
}

/** Too long to be sealed in one message. */
export class TooLongError extends Error {}
/** The other page has not shown a card in time: it seals nothing, or has no chat. */
export class NotMetError extends Error {}

/** What is for one person alone: sealed for their page, whichever way it goes. */
export class PrivateWords {
  readonly #parts: Parts;
  readonly #awaiting = new Map<string, Set<() => void>>();
  readonly #unread = new Map<string, Sealed[]>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * @throws TooLongError, NotMetError; MeshcallError as `Room.sendMessage` (all as rejections)
   */
  async send(secret: Secret, to: string): Promise<void> {
    const text = JSON.stringify(secret);
    if (utf8(text).length > privateBytes) throw new TooLongError();
    const { wire, keys } = this.#parts;
    const author = await this.#meet(to);
    const own = await keys;
    await wire.tell({ is: "private", card: own.card, ...(await own.seal(author, text)) }, to);
  }

  /** @returns undefined for what cannot be read, at least not yet: then `later` is called when it can */
  async read(sealed: Sealed, from: Speaker): Promise<{ secret: Secret; author: Author } | undefined> {
    const { authors, keys, hasTrack } = this.#parts;
    if (!hasTrack(from.sid)) await authors.meet(sealed.card, from);
    const author = authors.of(from.sid);
    if (author === undefined || author.card.key !== sealed.card.key) {
      const waiting = this.#unread.get(from.sid) ?? [];
      if (author === undefined && waiting.length < mostWaiting)
        this.#unread.set(from.sid, [...waiting, sealed]);
      return undefined;
    }
    const text = await (await keys).open(author, sealed.iv, sealed.sealed);
    const secret = text === undefined ? undefined : parseSecret(text);
    return secret && { secret, author };
  }

  /** A card is here. @returns what waited for it */
  met(sid: string): readonly Sealed[] {
    for (const goOn of this.#awaiting.get(sid) ?? []) goOn();
    this.#awaiting.delete(sid);
    const waiting = this.#unread.get(sid) ?? [];
    this.#unread.delete(sid);
    return waiting;
  }

  left(sid: string): void {
    this.#unread.delete(sid);
  }

  async #meet(sid: string): Promise<Author> {
    const { authors, wire, time } = this.#parts;
    const known = authors.of(sid);
    if (known !== undefined) return known;
    const met = Promise.withResolvers<void>();
    this.#awaiting.set(sid, (this.#awaiting.get(sid) ?? new Set()).add(met.resolve));
    const giveUp = time.later(met.resolve, meetingMs);
    // whoever has left rejects it; that is told by the private message itself
    wire.tell({ is: "meet" }, sid).catch(met.resolve);
    await met.promise;
    giveUp();
    const author = authors.of(sid);
    if (author === undefined) throw new NotMetError();
    return author;
  }
}
