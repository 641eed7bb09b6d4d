/** Twilio Chat's notice. */
const noticeMs = 180_000;
/** `setTimeout` takes 2^31 - 1 ms at most, some 24.8 days; beyond, it would fire at once. */
const longestWaitMs = 2 ** 31 - 1;

/** How long a room that nobody can be reached from waits for a new token; Twilio's session timeout. */
const patienceMs = 30_000;

type Stage = "good" | "about to expire" | "expired";

export interface TokenClockParts {
  tell(event: "tokenAboutToExpire" | "tokenExpired"): void;
  /** Cut off for too long, and no new token has come. */
  giveUp(): void;
}

/** Tells of a token's end, each step once for each token. The server's figure counts, not the page's clock. */
export class TokenClock {
  readonly #parts: TokenClockParts;
  #stage: Stage = "good";
  /** The server lets nobody in with it. */
  #isRefused = false;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #endMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: TokenClockParts) {
    this.#parts = parts;
  }

  /** @param lifeSeconds of the same token as before, or of the first; undefined: nobody knows */
  lives(lifeSeconds: number | undefined): void {
    clearTimeout(this.#timer);
    this.#isRefused = false;
    if (lifeSeconds === undefined || this.#stage === "expired") return;
    this.#endMs = performance.now() + lifeSeconds * 1_000;
    this.#wait();
  }

  renewed(lifeSeconds: number): void {
    this.#stage = "good";
    this.lives(lifeSeconds);
  }

  /** The server says that it is over. */
  refused(): void {
    this.#isRefused = true;
    this.#expire();
  }

  /** @param cutOff neither the server nor anybody in the room can be reached */
  judge(cutOff: boolean): void {
    if (cutOff && this.#isRefused) {
      this.#patience ??= setTimeout(() => this.#parts.giveUp(), patienceMs);
    } else {
      clearTimeout(this.#patience);
      this.#patience = undefined;
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#patience);
  }

  #expire(): void {
    clearTimeout(this.#timer);
    if (this.#stage === "expired") return;
    this.#stage = "expired";
    this.#parts.tell("tokenExpired");
  }

  #wait(): void {
    const leftMs = this.#endMs - performance.now() - (this.#stage === "good" ? noticeMs : 0);
    this.#timer = setTimeout(() => this.#look(leftMs > longestWaitMs), Math.min(leftMs, longestWaitMs));
  }

  #look(early: boolean): void {
    if (early) return this.#wait();
    if (this.#stage !== "good") return this.#expire();
    this.#stage = "about to expire";
    this.#wait(); // before the listeners, who may renew
    this.#parts.tell("tokenAboutToExpire");
  }
}
