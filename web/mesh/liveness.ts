/** How often the peer is asked. */
const pingIntervalMs = 500;
/** How often the clock is read. */
const tickMs = 250;
/** Whoever has a microphone is heard of ten times a second, everybody else twice: time to watch what else comes in. */
const suspectAfterMs = 400;
/** And nothing else has come in for two ticks, which is longer than Opus is silent with DTX (400 ms): the path is dead. */
const silentAfterMs = 900;
/**
 * A peer on an overworked device is late now and then, media and all, though the path is sound: who was silent for almost
 * that long before is given half as much again.
 */
const lateMargin = 1.5;
const longestSilenceMs = 3_000;
/** Half of that is forgotten in 30 s. */
const lateKeptPerTick = 0.5 ** (tickMs / 30_000);
/** What a tick counts at most towards silence: when it comes later, this page has been busy and may not have listened. */
const longestTickMs = 2 * tickMs;
/** And towards death: timers of a page in the background come once a second. */
const longestPauseMs = 1_000;
/** Sound comes every 20 to 60 ms on a path that works. */
const lookAfterMs = [20, 60, 120];
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
  /** The longest silence of late that was none. */
  #lateMs = 0;
  #tickedAtMs = 0;
  #pingedAtMs = 0;
  #bytes: number | undefined;
  #nextId = 1;
  #timer: ReturnType<typeof setInterval> | undefined;
  #probe: ReturnType<typeof setTimeout> | undefined;

  constructor(listener: LivenessListener) {
    this.#listener = listener;
  }

  start(): void {
    this.#silentMs = this.#deafMs = 0;
    this.#tickedAtMs = performance.now();
    this.#timer ??= setInterval(() => this.#tick(), tickMs);
  }

  /** Anything at all came from the peer. */
  heard(): void {
    if (this.#silentMs < this.#silentAfterMs) this.#lateMs = Math.max(this.#lateMs, this.#silentMs);
    this.#silentMs = this.#deafMs = 0;
    this.#bytes = undefined;
    clearTimeout(this.#probe);
    this.#probe = undefined;
    this.#listener.onHeard();
  }

  /** Asks at once; `onDead` follows when no answer comes. */
  probe(): void {
    if (this.#probe !== undefined) return;
    this.#probe = setTimeout(() => this.#listener.onDead(), probeMs);
    this.#ping();
  }

  /** There may be a path now: what comes in is looked at soon, not at the next tick. */
  look(): void {
    for (const afterMs of lookAfterMs) setTimeout(() => void this.#suspect(), afterMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#probe);
    this.#timer = undefined;
    this.#probe = undefined;
  }

  #tick(): void {
    const nowMs = performance.now();
    const passedMs = nowMs - this.#tickedAtMs;
    this.#tickedAtMs = nowMs;
    this.#silentMs += Math.min(passedMs, longestTickMs);
    this.#deafMs += Math.min(passedMs, longestPauseMs);
    this.#lateMs *= lateKeptPerTick;
    if (this.#deafMs >= deadAfterMs) return this.#listener.onDead();
    if (nowMs - this.#pingedAtMs >= pingIntervalMs - tickMs / 2) this.#ping();
    void this.#suspect();
  }

  get #silentAfterMs(): number {
    return Math.max(silentAfterMs, Math.min(longestSilenceMs, this.#lateMs * lateMargin));
  }

  #ping(): void {
    this.#pingedAtMs = performance.now();
    this.#listener.ping(this.#nextId++);
  }

  async #suspect(): Promise<void> {
    if (this.#timer === undefined || this.#silentMs < suspectAfterMs) return;
    const bytes = await this.#listener.receivedBytes();
    if (this.#timer === undefined || this.#silentMs < suspectAfterMs) return; // heard meanwhile
    const before = this.#bytes;
    this.#bytes = bytes;
    if (before === undefined) return;
    if (bytes !== before) {
      this.#silentMs = suspectAfterMs; // words are held up, no more
      this.#deafMs = 0;
      this.#listener.onHeard();
    } else if (this.#silentMs >= this.#silentAfterMs) this.#listener.onSilent();
  }
}
