/** Keeps the screen on while the page is seen. What the browser refuses (a battery that is low, say) is no trouble. @returns the call that ends it */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let isAsked = false;
  let isOver = false;
  const take = async (): Promise<void> => {
    const isHeld = lock !== undefined && !lock.released;
    if (isOver || isAsked || isHeld || document.visibilityState !== "visible") return;
    isAsked = true;
    try {
      lock = await navigator.wakeLock.request("screen");
    } catch {
      // asked again when the page is next looked at
    }
    isAsked = false;
    if (isOver) void lock?.release();
  };
  if (!("wakeLock" in navigator)) return () => undefined;
  // the browser takes it away from a page that is not seen
  document.addEventListener("visibilitychange", take);
  void take();
  return () => {
    isOver = true;
    document.removeEventListener("visibilitychange", take);
    void lock?.release();
  };
}
