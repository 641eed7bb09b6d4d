import { define } from "../define.ts";

/** Defines `<mesh-devices>`, whose code comes with the first who open it. Safe to call twice. */
export async function defineDevices(): Promise<void> {
  define("mesh-devices", (await import("./mesh-devices.ts")).MeshDevices);
}
