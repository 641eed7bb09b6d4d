import { define } from "../define.ts";

/**
 * Defines `<mesh-people>`, which is opened by few and so comes with the first who do. For pages that use it without
 * `<mesh-call>`. Safe to call twice.
 */
export async function definePeople(): Promise<void> {
  define("mesh-people", (await import("./mesh-people.ts")).MeshPeople);
}
