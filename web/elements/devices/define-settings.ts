import { define } from "../define.ts";

/** Defines `<mesh-settings>`, whose code comes with the first who open it. Safe to call twice. */
export async function defineSettings(): Promise<void> {
  define("mesh-settings", (await import("./mesh-settings.ts")).MeshSettings);
}
