import { define } from "../define.ts";

/** Defines `<mesh-chat>`, whose code comes with the first chat that is opened. Safe to call twice. */
export async function defineChat(): Promise<void> {
  define("mesh-chat", (await import("./mesh-chat.ts")).MeshChat);
}
