import { defineInvite } from "../invite/define-invite.ts";
import { loadCall } from "./load-call.ts";

/**
 * Loads and defines every part of a call, for pages that put one together without `<mesh-call>`, which loads each when it is
 * needed. Safe to call twice.
 * @throws TypeError (as a rejection) when one cannot be loaded; the next call tries again
 */
export async function defineParts(): Promise<void> {
  await loadCall();
  const { definePanels } = await import("./panels.ts");
  await Promise.all([definePanels(), defineInvite()]);
}
