import type { Link } from "./link.ts";

/** The first pictures come right after their links; a frame of a slow camera takes so long. */
const pictureMs = 200;
/** A peer that cannot be reached holds nobody up. */
const longestMs = 1_000;

/**
 * Says once when what can wait may begin: the links that were to be made are open. Whatever starts beside them takes
 * processor time from the first pictures (a kernel 45 ms, and some 8 ms for each link's keys, measured).
 */
export class FirstLinks {
  readonly #links: () => Pick<Link, "state" | "carriesMedia">[];
  readonly #onMade: () => void;
  #made = false;
  #soon: ReturnType<typeof setTimeout> | undefined;
  #latest: ReturnType<typeof setTimeout> | undefined;

  /** @param links all of them, also those that are being made */
  constructor(links: () => Pick<Link, "state" | "carriesMedia">[], onMade: () => void) {
    this.#links = links;
    this.#onMade = onMade;
  }

  /** In the room: the links are being dialled, if there is anybody. */
  joined(): void {
    if (this.#links().length === 0) return this.skip();
    if (!this.#made) this.#latest ??= setTimeout(() => this.skip(), longestMs);
  }

  /** A link has opened or closed. */
  look(): void {
    if (this.#made) return;
    const links = this.#links();
    if (links.some(({ state }) => state === "dialing")) return;
    const hasMedia = links.some(({ carriesMedia }) => carriesMedia);
    if (hasMedia) this.#soon ??= setTimeout(() => this.skip(), pictureMs);
    else this.skip();
  }

  /** Somebody cannot wait. */
  skip(): void {
    this.stop();
    if (this.#made) return;
    this.#made = true;
    this.#onMade();
  }

  stop(): void {
    clearTimeout(this.#soon);
    clearTimeout(this.#latest);
  }
}
