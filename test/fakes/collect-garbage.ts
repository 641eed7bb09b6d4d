/**
 * Runs before each browser test file. A renderer makes no more than 500 RTCPeerConnections, and counts closed ones until
 * they are collected; the files' pages share one renderer, and rooms of ten take 90 each.
 */
export async function collectGarbage(): Promise<void> {
  const collect: unknown = Reflect.get(globalThis, "gc");
  if (typeof collect !== "function") throw new Error("Chromium was started without --js-flags=--expose-gc");
  await collect({ type: "major", execution: "async" });
}

await collectGarbage();
