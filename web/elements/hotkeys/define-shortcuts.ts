import { define } from "../define.ts";

/** Defines `<mesh-shortcuts>`, which comes with the first who opens it. Safe to call twice. */
export async function defineShortcuts(): Promise<void> {
  const { MeshShortcuts } = await import("./mesh-shortcuts.ts");
  define("mesh-shortcuts", MeshShortcuts);
}
