import { Author } from "./chat-keys.ts";
import type { Card } from "./chat-words.ts";

/** More keys than a call has people, who may come and go. */
const mostAuthors = 400;
/** One page has one; a few copies of Meshcall on a page have one each. */
const mostOfOne = 4;

export interface Known {
  readonly author: Author;
  /** Their own page has shown this card over its own link; else somebody else's page has, who says so. */
  isFirstHand: boolean;
  /** Whose word it is. Undefined: their own. */
  toldBy: string | undefined;
  /** As the room names them; of those whom the room did not show, as they call themselves. */
  name: string;
}

interface Person {
  readonly sid: string;
  readonly displayName: string;
}

/** Who writes: whose key is whose, and by whose word. */
export class Authors {
  readonly #roomSid: string;
  readonly #ownSid: string;
  readonly #byId = new Map<string, Known>();
  /** Of each participant, whose page has shown them. */
  readonly #firstHand = new Map<string, Set<string>>();
  /** Whose entries are to go: somebody has signed them in the name of another, who is here. */
  onForged: (by: string) => void = () => undefined;
  onMet: (sid: string) => void = () => undefined;

  constructor(roomSid: string, ownSid: string) {
    this.#roomSid = roomSid;
    this.#ownSid = ownSid;
  }

  get(id: string): Known | undefined {
    return this.#byId.get(id);
  }

  /** Whom this participant's page is, by its own word. */
  of(sid: string): Author | undefined {
    const id = [...(this.#firstHand.get(sid) ?? [])].at(-1);
    return id === undefined ? undefined : this.#byId.get(id)?.author;
  }

  /** A card that came over the link of whom it names. @returns undefined where it is not theirs */
  async meet(card: Card, from: Person): Promise<Known | undefined> {
    if (card.sid !== from.sid) return undefined;
    const known = this.#find(card);
    if (known?.isFirstHand === true) return known;
    const own = this.#firstHand.get(from.sid) ?? new Set();
    const author = known?.author ?? (await Author.read(this.#roomSid, card));
    if (author === undefined || own.size >= mostOfOne) return undefined;
    this.#firstHand.set(from.sid, own.add(author.id));
    const met = { author, isFirstHand: true, toldBy: undefined, name: from.displayName };
    this.#byId.set(author.id, met);
    for (const [id, { author: other, isFirstHand }] of this.#byId)
      if (!isFirstHand && other.card.sid === from.sid) {
        this.#byId.delete(id);
        this.onForged(id);
      }
    this.onMet(from.sid);
    return met;
  }

  /** A card out of somebody else's hand. @returns undefined where it cannot be: it names somebody who has shown another */
  async told(card: Card, teller: Person): Promise<Known | undefined> {
    if (card.sid === teller.sid) return this.meet(card, teller);
    const known = this.#find(card);
    if (known !== undefined) return known;
    if (card.sid === this.#ownSid || this.#firstHand.has(card.sid)) return undefined;
    if (this.#byId.size >= mostAuthors) return undefined;
    const author = await Author.read(this.#roomSid, card);
    if (author === undefined || this.#firstHand.has(card.sid)) return undefined;
    const told = { author, isFirstHand: false, toldBy: teller.displayName, name: card.name };
    this.#byId.set(author.id, told);
    return told;
  }

  /** Oneself. */
  own(author: Author, name: string): void {
    this.#byId.set(author.id, { author, isFirstHand: true, toldBy: undefined, name });
  }

  #find({ key, sid, box }: Card): Known | undefined {
    for (const known of this.#byId.values()) {
      const { card } = known.author;
      if (card.key === key && card.sid === sid && card.box === box) return known;
    }
    return undefined;
  }
}
