import { backoffMs } from "../backoff.ts";
import type { ForwardedFrame } from "./tracker-frames.ts";
import { TrackerSession } from "./tracker-session.ts";
import { log } from "../../room/log.ts";

/** Somebody else's server: patient, and never faster than once a second. */
const delaysMs = [1_000, 2_000, 5_000, 15_000, 60_000, 120_000] as const;
/** What a tracker asks for is kept to within these. wt-tracker forgets who is silent for two of its intervals. */
const intervalsSeconds = { least: 10, most: 120, usual: 60 } as const;
/** A failure weighs as much as a slow answer. */
const failureWeighsMs = 2_000;

export interface TrackerListener {
  /** In the swarm, on a new socket. */
  ready(tracker: Tracker): void;
  /** Not in the swarm any more, or not yet: a try has failed. Comes back by itself. */
  lost(tracker: Tracker): void;
  offered(session: TrackerSession, frame: ForwardedFrame): void;
  answered(session: TrackerSession, frame: ForwardedFrame): void;
  garbled(): void;
}

type TrackerState =
  | { is: "new" | "closed" }
  | { is: "trying"; session: TrackerSession; sinceMs: number }
  | { is: "ready"; session: TrackerSession; again: ReturnType<typeof setTimeout> | undefined }
  | { is: "waiting"; timer: ReturnType<typeof setTimeout> };

/** One public tracker, for as long as the call lives. */
export class Tracker {
  readonly #url: string;
  readonly #infoHash: string;
  readonly #listener: TrackerListener;
  #state: TrackerState = { is: "new" };
  #attempt = 0;
  #failures = 0;
  #replyMs = 0;
  #others = 0;
  #complained = false;

  constructor(url: string, infoHash: string, listener: TrackerListener) {
    this.#url = url;
    this.#infoHash = infoHash;
    this.#listener = listener;
  }

  /** Undefined while not in the swarm. */
  get session(): TrackerSession | undefined {
    return this.#state.is === "ready" ? this.#state.session : undefined;
  }
  /** How many others it says are in the swarm. May be ghosts, or a lie. */
  get others(): number {
    return this.#others;
  }
  /** Small is good. */
  get score(): number {
    return this.#replyMs + this.#failures * failureWeighsMs;
  }

  open(): void {
    if (this.#state.is === "closed") return;
    let session: TrackerSession;
    try {
      session = new TrackerSession(this.#url, this.#infoHash, {
        replied: (others, intervalSeconds) => this.#replied(session, others, intervalSeconds),
        offered: (frame) => this.#listener.offered(session, frame),
        answered: (frame) => this.#listener.answered(session, frame),
        garbled: () => this.#listener.garbled(),
        complained: (words) => this.#warn(words),
        ended: () => this.#ended(),
      });
    } catch (error) {
      this.#warn(String(error)); // an address that this page may not open
      this.#wait();
      return;
    }
    this.#state = { is: "trying", session, sinceMs: performance.now() };
  }

  /** The network is back: no reason to wait. */
  hurry(): void {
    if (this.#state.is !== "waiting") return;
    clearTimeout(this.#state.timer);
    this.open();
  }

  /** Leaves the swarm. Safe to call twice. */
  close(): void {
    const state = this.#state;
    this.#state = { is: "closed" };
    if (state.is === "waiting") clearTimeout(state.timer);
    if (state.is === "ready") clearTimeout(state.again);
    if (state.is === "trying" || state.is === "ready") state.session.stop();
  }

  #replied(session: TrackerSession, others: number, intervalSeconds: number | undefined): void {
    this.#others = others;
    const wanted = intervalSeconds ?? intervalsSeconds.usual;
    const againMs = 1_000 * Math.min(intervalsSeconds.most, Math.max(intervalsSeconds.least, wanted));
    const again = setTimeout(() => session.announce(), againMs);
    const { is } = this.#state;
    if (this.#state.is === "trying") this.#replyMs = performance.now() - this.#state.sinceMs;
    else if (this.#state.is === "ready") clearTimeout(this.#state.again);
    this.#state = { is: "ready", session, again };
    this.#attempt = 0;
    if (is === "trying") this.#listener.ready(this);
  }

  #ended(): void {
    if (this.#state.is === "ready") clearTimeout(this.#state.again);
    this.#wait();
  }

  #wait(): void {
    this.#failures += 1;
    const delayMs = backoffMs(this.#attempt++, Math.random(), delaysMs);
    this.#state = { is: "waiting", timer: setTimeout(() => this.open(), delayMs) };
    this.#listener.lost(this);
  }

  /** Once for each: what a stranger's server says is not to fill the console. */
  #warn(words: string): void {
    if (this.#complained) return;
    this.#complained = true;
    log("warn", `the tracker ${this.#url.split("/")[2]} complains: ${words}`);
  }
}
