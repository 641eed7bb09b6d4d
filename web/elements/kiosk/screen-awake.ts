/** Keeps the screen on while this page is looked at. Where the browser cannot, or may not, the system decides as ever. */
export class ScreenAwake {
  #lock: WakeLockSentinel | undefined;
  #wanted = false;

  /** Safe to call twice. */
  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    document.addEventListener("visibilitychange", this.#take);
    void this.#take();
  }

  /** Safe to call twice. */
  stop(): void {
    this.#wanted = false;
    document.removeEventListener("visibilitychange", this.#take);
    void this.#lock?.release().catch(() => undefined);
    this.#lock = undefined;
  }

  /** The system takes the lock away whenever the page is hidden. */
  readonly #take = async (): Promise<void> => {
    if (document.hidden || !("wakeLock" in navigator)) return;
    try {
      const lock = await navigator.wakeLock.request("screen");
      if (this.#wanted) this.#lock = lock;
      else await lock.release();
    } catch {
      // battery saver, or a policy of the page
    }
  };
}
