/** Defines `<mesh-network-check>`, whose code comes with the first who checks. Safe to call twice. */
export async function defineNetworkCheck(): Promise<void> {
  const { MeshNetworkCheck } = await import("./mesh-network-check.ts");
  if (customElements.get("mesh-network-check") === undefined)
    customElements.define("mesh-network-check", MeshNetworkCheck);
}
