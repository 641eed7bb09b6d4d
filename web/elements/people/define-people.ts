/**
 * Defines `<mesh-people>`, which is opened by few and so comes with the first who do. For pages that use it without
 * `<mesh-call>`. Safe to call twice.
 */
export async function definePeople(): Promise<void> {
  const { MeshPeople } = await import("./mesh-people.ts");
  if (customElements.get("mesh-people") === undefined) customElements.define("mesh-people", MeshPeople);
}
