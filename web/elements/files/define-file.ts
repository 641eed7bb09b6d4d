import { define } from "../define.ts";

/** Defines `<mesh-file>`, whose code comes with the first file that is shown. Safe to call twice. */
export async function defineFile(): Promise<void> {
  define("mesh-file", (await import("./mesh-file.ts")).MeshFile);
}
