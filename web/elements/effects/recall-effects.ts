import type { CallMedia } from "../devices/call-media.ts";

/** Whoever chose effects the last time has them again; nobody else loads them. */
export function recallEffectsOn(media: CallMedia): void {
  try {
    if (localStorage.getItem("meshcall.effects") === null) return;
  } catch {
    return; // the browser keeps nothing
  }
  import("./effects-desk.ts").then(({ effectsOf }) => effectsOf(media)).catch(() => undefined); // its file did not come: the camera goes on as it is
}
