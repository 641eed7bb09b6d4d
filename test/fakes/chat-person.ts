import { Author, OwnKeys } from "../../web/chat/chat-keys.ts";
import { parseOnTrack, type SignedEntry } from "../../web/chat/chat-words.ts";
import type { FakeCall } from "./fake-call.ts";
import type { FakePerson } from "./fake-person.ts";

/** The chat in somebody else's page of a {@link FakeCall}, with keys of its own. */
export class ChatPerson {
  readonly keys: OwnKeys;
  readonly #call: FakeCall;
  readonly #person: FakePerson;
  #n = 0;

  private constructor(call: FakeCall, person: FakePerson, keys: OwnKeys) {
    this.#call = call;
    this.#person = person;
    this.keys = keys;
  }

  /** Shows the card of somebody who is in. */
  static async of(call: FakeCall, person: FakePerson, name: string): Promise<ChatPerson> {
    const { room } = call;
    const { sid } = [...room.participants.values()].find(({ displayName }) => displayName === name)!;
    const chatting = new ChatPerson(call, person, await OwnKeys.make(room.sid, sid, name));
    chatting.#say({ is: "here", card: chatting.keys.card, count: 0, hash: "0" });
    return chatting;
  }

  async write(text: string, file?: SignedEntry["file"]): Promise<void> {
    this.#say(await this.keys.signed({ text, file, at: Date.now(), c: 0, n: ++this.#n }));
  }

  /** Passes on what was said before: own words, and those of somebody who has left. */
  async give(said: { by: OwnKeys; text: string; minutesAgo: number; n: number }[]): Promise<void> {
    const entries = said.map(({ by, text, minutesAgo, n }) =>
      by.signed({ text, at: Date.now() - minutesAgo * 60_000, c: 0, n }),
    );
    const cards = new Set([this.keys, ...said.map(({ by }) => by)].map(({ card }) => card));
    this.#say({
      is: "give",
      to: "anybody",
      cards: [...cards],
      entries: await Promise.all(entries),
      last: true,
    });
  }

  typing(): void {
    this.#say({ is: "typing" });
  }

  /** All that is there now. */
  read(): void {
    this.#say({ is: "read", at: Date.now() + 1_000, c: 0, by: this.keys.id });
  }

  /** To the page alone, once it has shown its card. */
  async whisper(text: string): Promise<void> {
    const card = this.#call.sent.flatMap((wire) => {
      const said = parseOnTrack(wire);
      return said !== undefined && "is" in said && said.is === "here" ? said.card : [];
    })[0]!;
    const own = (await Author.read(this.#call.room.sid, card))!;
    const sealed = await this.keys.seal(own, JSON.stringify({ text, at: Date.now(), c: 0, n: ++this.#n }));
    this.#person.sendMessage("meshcall.chat", { is: "private", card: this.keys.card, ...sealed }, true);
  }

  #say(said: object): void {
    this.#person.write(JSON.stringify(said));
  }
}
