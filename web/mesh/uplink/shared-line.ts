/** What the shared line is told of each link. */
export interface LineReading {
  /** The network, not a cap of ours, makes a picture worse. */
  short: boolean;
  availableBps: number;
  sentBps: number;
}

/** How long a limit stands before it is tried whether the line carries more. */
const holdMs = 10_000;
/** Each round after that. */
const growth = 1.08;
/** More than the layers ask for of one link: camera and screen at their best. */
const mostPerLinkBps = 5_000_000;

/**
 * Finds out what the access line that all links share carries. Each link has an estimate of its own, and their sum says
 * too much: a link that is not short knows only that there is room, the same room for each. So there is no limit until
 * two links or more, and half of them at least, are short at once. Then those estimates are parts of one line: their
 * sum, and what the other links really send, is the limit. It falls at once and grows slowly.
 */
export class SharedLine {
  #limitBps = 0;
  #heldUntilMs = 0;

  /** @returns bits per second for everything; 0: no limit is known */
  update(links: readonly LineReading[], nowMs: number): number {
    const short = links.filter((link) => link.short);
    if (short.length >= 2 && short.length * 2 >= links.length) {
      const carriedBps = links.reduce(
        (sum, link) => sum + (link.short ? link.availableBps : link.sentBps),
        0,
      );
      this.#limitBps = this.#limitBps > 0 ? Math.min(this.#limitBps, carriedBps) : carriedBps;
      this.#heldUntilMs = nowMs + holdMs;
    } else if (nowMs >= this.#heldUntilMs) {
      this.#limitBps *= growth;
      if (this.#limitBps > links.length * mostPerLinkBps) this.#limitBps = 0;
    }
    return this.#limitBps;
  }
}
