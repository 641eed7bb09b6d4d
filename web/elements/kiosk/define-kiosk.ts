import { define } from "../define.ts";

/** A host that is down for a moment is asked again, since nobody is there to do it. */
const retryMs = 5_000;

/** Defines `<mesh-kiosk>`, which few pages use. Settles when it is there. Safe to call twice. */
export async function defineKiosk(): Promise<void> {
  for (;;) {
    try {
      define("mesh-kiosk", (await import("./mesh-kiosk.ts")).MeshKiosk);
      return;
    } catch {
      await new Promise((settle) => setTimeout(settle, retryMs));
    }
  }
}
