/** Defines `<mesh-menu>`, which comes with the first menu that is opened. Safe to call twice. */
export async function defineMenu(): Promise<void> {
  const { MeshMenu } = await import("./mesh-menu.ts");
  if (customElements.get("mesh-menu") === undefined) customElements.define("mesh-menu", MeshMenu);
}
