import { define } from "../define.ts";

/** Defines `<mesh-effects>`, whose code comes with the first who open it. Safe to call twice. */
export async function defineEffects(): Promise<void> {
  define("mesh-effects", (await import("./mesh-effects.ts")).MeshEffects);
}
