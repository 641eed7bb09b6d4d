/** Defines `<mesh-shortcuts>`, which comes with the first who opens it. Safe to call twice. */
export async function defineShortcuts(): Promise<void> {
  const { MeshShortcuts } = await import("./mesh-shortcuts.ts");
  if (customElements.get("mesh-shortcuts") === undefined)
    customElements.define("mesh-shortcuts", MeshShortcuts);
}
