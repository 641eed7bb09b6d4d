import { define } from "../define.ts";

/** Defines `<mesh-timeline>`, which comes with the first who opens it. Safe to call twice. */
export async function defineTimeline(): Promise<void> {
  define("mesh-timeline", (await import("./mesh-timeline.ts")).MeshTimeline);
}
