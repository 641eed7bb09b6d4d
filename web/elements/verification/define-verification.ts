/** Defines `<mesh-verification>`, which comes with the first who opens it. Safe to call twice. */
export async function defineVerification(): Promise<void> {
  const { MeshVerification } = await import("./mesh-verification.ts");
  if (customElements.get("mesh-verification") === undefined)
    customElements.define("mesh-verification", MeshVerification);
}
