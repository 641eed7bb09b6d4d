import type { Member } from "#protocol/announce";
import type { LocalPublications } from "./local-publications.ts";
import { log } from "./log.ts";
import type { RoomNews } from "./moderation/room-news.ts";
import type { LocalParticipantState } from "./local-participant.ts";
import type { Joined, Mesh, Signaling, SignalingFact } from "./ports.ts";
import type { RemoteRoster } from "./remote-roster.ts";
import type { RoomPresence } from "./room-presence.ts";
import type { Room, RoomState } from "./room.ts";
import { isSameStanding } from "./standing.ts";

/** What news of the room's rules change. */
export interface NewsParts {
  room: Room;
  state: RoomState;
  presence: RoomPresence;
  roster: RemoteRoster;
  publications: Pick<LocalPublications, "publishing" | "silencedChanged">;
  signaling: Signaling;
  mesh: Mesh;
  local: LocalParticipantState;
  /** As the signal-worker has said last. */
  self: Member;
}

/** Loads what reads news with the first of them; meanwhile what has to follow them waits. */
export class NewsDesk {
  readonly #parts: NewsParts;
  readonly #apply: (fact: SignalingFact) => void;
  #loading: Promise<RoomNews> | undefined;
  #news: RoomNews | undefined;
  #waiting: SignalingFact[] | undefined;

  /** @param apply takes a fact whose turn has come */
  constructor(parts: NewsParts, apply: (fact: SignalingFact) => void) {
    this.#parts = parts;
    this.#apply = apply;
  }

  /** Undefined until it was wanted. */
  get news(): RoomNews | undefined {
    return this.#news;
  }

  /** What a welcome says of rules, and of what oneself has become while the socket was away. */
  joined({ self, news }: Joined): void {
    if (!isSameStanding(this.#parts.self, self))
      this.load().then((reader) => reader.setSelf(self, null), this.#lost);
    if (news === undefined) this.#news?.usual();
    else this.#apply({ fact: "news", news });
  }

  /** @returns whether the fact is applied later */
  holds(fact: SignalingFact): boolean {
    if (fact.fact === "news" && this.#news === undefined && this.#waiting === undefined) this.#wait();
    if (this.#waiting === undefined) return false;
    if (fact.fact !== "news" && fact.fact !== "left" && fact.fact !== "joined") return false;
    this.#waiting.push(fact);
    return true;
  }

  /** @throws TypeError (as a rejection) when its file cannot be loaded; the next call tries again */
  load(): Promise<RoomNews> {
    this.#loading ??= import("./moderation/room-news.ts").then(
      ({ RoomNews: News }) => (this.#news = new News(this.#parts)),
    );
    this.#loading.catch(() => (this.#loading = undefined)); // told to whoever asked
    return this.#loading;
  }

  #wait(): void {
    this.#waiting = [];
    const goOn = (): void => {
      const facts = this.#waiting ?? [];
      this.#waiting = undefined;
      for (const fact of facts) this.#apply(fact);
    };
    this.load().then(goOn, (error: unknown) => {
      this.#lost(error);
      this.#waiting = this.#waiting?.filter(({ fact }) => fact !== "news");
      goOn();
    });
  }

  #lost(error: unknown): void {
    log("warn", "news of the room's rules are lost", error);
  }
}
