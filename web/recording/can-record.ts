/** What a browser must have to record, in the order in which it is asked for. */
export type Missing = "frames" | "encoders" | "storage";

/** @returns undefined where this browser can record; else what it lacks */
export function cannotRecord(): Missing | undefined {
  const has = (name: string): boolean => name in globalThis;
  if (!has("MediaStreamTrackProcessor")) return "frames";
  if (!has("VideoEncoder") || !has("AudioEncoder") || !has("OffscreenCanvas")) return "encoders";
  const storage = typeof navigator === "undefined" ? undefined : navigator.storage;
  return typeof storage?.getDirectory === "function" && has("FileSystemHandle") ? undefined : "storage";
}
