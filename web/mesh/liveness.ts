/** How often the clock is read. */
const tickMs = 250;
/**
 * So long after the last word the peer is asked: soon when it had something to say by itself (whoever has a microphone is heard
 * of ten times a second, and never asked), later when all it said was an answer.
 */
const quietMs = { talking: 200, answering: 450 };
/** Asked again after so long: the first ping may be lost, and its repetition late. */
const pingIntervalMs = 500;
/** Most answers are here by then. Without one, what else comes in is watched: a report of nine links is no small thing to make. */
const answerMs = 120;
/** For so long nothing else has come in either, as long as Opus is silent with DTX: the path is dead. */
const watchMs = 400;
/** And no word for so long. */
const silentAfterMs = 880;
/**
 * A peer on an overworked device is late now and then, media and all, though the path is sound: who was silent for almost
 * that long before is given half as much again.
 */
const lateMargin = 1.5;
const longestSilenceMs = 1_800;
/** Half of that is forgotten in 30 s. */
const lateKeptPerTick = 0.5 ** (tickMs / 30_000);
/** What a tick counts at most towards silence: when it comes later, this page has been busy and may not have listened. */
const longestTickMs = 2 * tickMs;
/** And towards death: timers of a page in the background come once a second. */
const longestPauseMs = 1_000;
/** Sound comes every 20 to 60 ms on a path that works. */
const newPathMs = [20, 60, 120];
/** No path for so long: the participant is dropped (Twilio's session timeout). */
const deadAfterMs = 30_000;
/** The server says the peer's socket is gone: a live peer answers within this, a dead one is dropped within 5 s. */
const probeMs = 2_500;

export interface LivenessListener {
  ping(id: number): void;
  /** All that has come in on this link; asked only in silence. */
  receivedBytes(): Promise<number>;
  onSilent(): void;
  /** A word came, or media did. */
  onHeard(): void;
  onDead(): void;
}

/**
 * Whether the far end still answers. WebRTC alone takes 5 s and more to notice a dead path, 18 s for a dead tab.
 * A slow path may hold up messages while media still comes: that is no silence.
 */
export class Liveness {
  readonly #listener: LivenessListener;
  /** Both are counted in ticks, so that a device that was asleep does not take its own sleep for the others' silence. */
  #silentMs = 0;
  #deafMs = 0;
  #countedAtMs = 0;
  /** The longest silence of late that was none. */
  #lateMs = 0;
  #quietMs = quietMs.talking;
  /** The peer has not said a word since. */
  #pingedAtMs: number | undefined;
  /** What had come in when it was looked at last, in this silence. */
  #bytes: number | undefined;
  #nextId = 1;
  #timer: ReturnType<typeof setInterval> | undefined;
  #looking: ReturnType<typeof setTimeout> | undefined;
  #probe: ReturnType<typeof setTimeout> | undefined;

  constructor(listener: LivenessListener) {
    this.#listener = listener;
  }

  start(): void {
    this.#reset();
    this.#timer ??= setInterval(() => this.#tick(), tickMs);
  }

  /**
   * Anything at all came from the peer.
   * @param isAnswer it was asked to say something, or asks
   */
  heard(isAnswer = false): void {
    this.#count();
    if (this.#silentMs < this.#silentAfterMs) this.#lateMs = Math.max(this.#lateMs, this.#silentMs);
    this.#reset();
    this.#quietMs = isAnswer ? quietMs.answering : quietMs.talking;
    clearTimeout(this.#probe);
    this.#probe = undefined;
    this.#listener.onHeard();
  }

  /** Asks at once; `onDead` follows when no answer comes. */
  probe(): void {
    if (this.#probe !== undefined) return;
    this.#probe = setTimeout(() => this.#listener.onDead(), probeMs);
    this.#listener.ping(this.#nextId++);
  }

  /** There may be a path now: what comes in is looked at soon. */
  look(): void {
    for (const afterMs of newPathMs) setTimeout(() => void this.#look(), afterMs);
  }

  stop(): void {
    this.#reset();
    clearInterval(this.#timer);
    clearTimeout(this.#probe);
    this.#timer = undefined;
    this.#probe = undefined;
  }

  #reset(): void {
    this.#silentMs = this.#deafMs = 0;
    this.#countedAtMs = performance.now();
    this.#pingedAtMs = this.#bytes = undefined;
    clearTimeout(this.#looking);
  }

  #tick(): void {
    this.#count();
    this.#lateMs *= lateKeptPerTick;
    if (this.#deafMs >= deadAfterMs) return this.#listener.onDead();
    const nowMs = this.#countedAtMs;
    if (
      this.#silentMs < this.#quietMs ||
      nowMs - (this.#pingedAtMs ?? -Infinity) < pingIntervalMs - tickMs / 2
    )
      return;
    const isFirst = this.#pingedAtMs === undefined;
    this.#pingedAtMs = nowMs;
    this.#listener.ping(this.#nextId++);
    if (isFirst) this.#lookAfter(answerMs);
  }

  get #silentAfterMs(): number {
    return Math.max(silentAfterMs, Math.min(longestSilenceMs, this.#lateMs * lateMargin));
  }

  #count(): void {
    const nowMs = performance.now();
    const passedMs = nowMs - this.#countedAtMs;
    this.#countedAtMs = nowMs;
    this.#silentMs += Math.min(passedMs, longestTickMs);
    this.#deafMs += Math.min(passedMs, longestPauseMs);
  }

  #lookAfter(ms: number): void {
    clearTimeout(this.#looking);
    this.#looking = setTimeout(async () => {
      const isFirst = this.#bytes === undefined;
      await this.#look();
      if (this.#pingedAtMs === undefined) return;
      this.#lookAfter(isFirst ? Math.max(watchMs, this.#silentAfterMs - this.#silentMs) : tickMs);
    }, ms);
  }

  async #look(): Promise<void> {
    if (this.#pingedAtMs === undefined) return;
    const bytes = await this.#listener.receivedBytes().catch(() => undefined);
    if (this.#pingedAtMs === undefined || bytes === undefined) return; // heard, or closed, meanwhile
    this.#count();
    const before = this.#bytes;
    this.#bytes = bytes;
    if (before === undefined) return;
    if (bytes !== before) {
      this.#silentMs = silentAfterMs - watchMs; // words are held up, no more
      this.#deafMs = 0;
      this.#listener.onHeard();
    } else if (this.#silentMs >= this.#silentAfterMs) this.#listener.onSilent();
  }
}
