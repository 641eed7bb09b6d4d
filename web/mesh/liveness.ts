/** How often the peer is asked. */
const pingIntervalMs = 2_000;
/** Three unanswered pings: the link is in trouble. */
const silentAfterMs = 6_000;
/** No path for so long: the participant is dropped (Twilio's session timeout). */
const deadAfterMs = 30_000;
/** The server says the peer's socket is gone: a live peer answers within this, a dead one is dropped within 5 s. */
const probeMs = 2_500;

export interface LivenessListener {
  ping(id: number): void;
  onSilent(): void;
  onHeard(): void;
  onDead(): void;
}

/** Whether the far end still answers. WebRTC alone takes 18 s and more to notice a dead tab. */
export class Liveness {
  readonly #listener: LivenessListener;
  #lastHeardMs = performance.now();
  #nextId = 1;
  #timer: ReturnType<typeof setInterval> | undefined;
  #probe: ReturnType<typeof setTimeout> | undefined;

  constructor(listener: LivenessListener) {
    this.#listener = listener;
  }

  start(): void {
    this.#lastHeardMs = performance.now();
    this.#timer ??= setInterval(() => this.#tick(), pingIntervalMs);
  }

  /** Anything at all came from the peer. */
  heard(): void {
    this.#lastHeardMs = performance.now();
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

  stop(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#probe);
    this.#timer = undefined;
    this.#probe = undefined;
  }

  #tick(): void {
    const silentMs = performance.now() - this.#lastHeardMs;
    if (silentMs >= deadAfterMs) return this.#listener.onDead();
    this.#listener.ping(this.#nextId++);
    if (silentMs >= silentAfterMs) this.#listener.onSilent();
  }
}
