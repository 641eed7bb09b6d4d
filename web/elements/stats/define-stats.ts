/** Defines `<mesh-stats>`, which comes with the first who opens it. Safe to call twice. */
export async function defineStats(): Promise<void> {
  const { MeshStats } = await import("./mesh-stats.ts");
  if (customElements.get("mesh-stats") === undefined) customElements.define("mesh-stats", MeshStats);
}
