import { define } from "../define.ts";

/** Defines `<mesh-invite>`, whose code comes when a call stands. Safe to call twice. */
export async function defineInvite(): Promise<void> {
  define("mesh-invite", (await import("./mesh-invite.ts")).MeshInvite);
}
