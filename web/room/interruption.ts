import { onGesture } from "./gestures.ts";

/** A phone that comes back to the page unmutes by itself, as a rule within this. */
const ownRecoveryMs = 1_000;
/** RFC 6464: digital silence. A microphone that works is never so still for so long right after a call or Siri. */
const silenceDbov = -127;
const silenceMs = 3_000;

export interface InterruptedParts {
  /** The source is muted or has ended, and nobody wanted that. */
  isInterrupted(): boolean;
  restart(): Promise<void>;
}

/**
 * A device that the system took away: a phone call, Siri, another app (WebKit bugs 179363 and 208516 among them). It is
 * opened again at the next tap or key press, or when the page is looked at again.
 */
export class Interruption {
  readonly #parts: InterruptedParts;
  #endOfWait: (() => void) | undefined;
  #silentSinceMs: number | undefined;
  #restarting = false;

  constructor(parts: InterruptedParts) {
    this.#parts = parts;
  }

  /** The source was muted, or has ended. */
  begin(): void {
    if (this.#endOfWait !== undefined) return;
    let settling: ReturnType<typeof setTimeout> | undefined;
    const onVisible = (): void => {
      clearTimeout(settling);
      if (!document.hidden) settling = setTimeout(() => void this.#mend(), ownRecoveryMs);
    };
    document.addEventListener("visibilitychange", onVisible);
    const endOfGestures = onGesture(() => void this.#mend());
    this.#endOfWait = () => {
      clearTimeout(settling);
      document.removeEventListener("visibilitychange", onVisible);
      endOfGestures();
    };
  }

  /** The source says that it is back: what comes tells whether that is true. */
  unmuted(): void {
    this.#silentSinceMs = performance.now();
  }

  /** What comes of a source that is switched on. */
  heard(levelDbov: number): void {
    if (this.#silentSinceMs === undefined) return;
    if (levelDbov > silenceDbov) {
      this.#silentSinceMs = undefined;
      if (!this.#parts.isInterrupted()) this.end();
    } else if (this.#isSilent) this.begin();
  }

  /** Nobody waits for the source any more. Safe to call twice. */
  end(): void {
    this.#stopWaiting();
    this.#silentSinceMs = undefined;
  }

  #stopWaiting(): void {
    this.#endOfWait?.();
    this.#endOfWait = undefined;
  }

  get #isSilent(): boolean {
    return this.#silentSinceMs !== undefined && performance.now() - this.#silentSinceMs >= silenceMs;
  }

  async #mend(): Promise<void> {
    if (this.#restarting) return;
    if (!this.#parts.isInterrupted() && !this.#isSilent) return this.#stopWaiting();
    this.#restarting = true;
    try {
      await this.#parts.restart();
      this.end();
    } catch {
      // the device is still another's, or gone: the next tap tries again
    } finally {
      this.#restarting = false;
    }
  }
}
