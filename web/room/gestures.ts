/** What browsers count as a person's doing: by mouse, by finger, by key (HTML, section 6.4.1). */
const gestures = ["pointerdown", "pointerup", "keydown"] as const;

/** @returns the call that ends it */
export function onGesture(act: () => void): () => void {
  const watching = new AbortController();
  for (const gesture of gestures)
    addEventListener(gesture, act, { capture: true, passive: true, signal: watching.signal });
  return () => watching.abort();
}
