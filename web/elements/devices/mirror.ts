import { keepDevices, recallDevices } from "./device-memory.ts";

const listeners = new Set<() => void>();

/** Whether people on this device see themselves as in a mirror. */
export function isMirrored(): boolean {
  return recallDevices().mirrored;
}

export function mirror(mirrored: boolean): void {
  keepDevices({ mirrored });
  for (const listener of listeners) listener();
}

/** @returns the call that ends it */
export function onMirror(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
