/** Defines `<mesh-report>`, which comes at the end of a call. Safe to call twice. */
export async function defineReport(): Promise<void> {
  const { MeshReport } = await import("./mesh-report.ts");
  if (customElements.get("mesh-report") === undefined) customElements.define("mesh-report", MeshReport);
}
