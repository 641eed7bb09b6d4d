import type { CallServices } from "../room/connect-options.ts";

export type { CallServices } from "../room/connect-options.ts";

let provided: CallServices | undefined;

/** Hands the elements what they need besides a room. The last call wins; elements ask when they start. */
export function provideCallServices(services: CallServices): void {
  provided = services;
}

/** @throws Error when nothing was provided: the elements were imported past `elements.ts` */
export function callServices(): CallServices {
  if (provided === undefined) throw new Error("Import meshcall/elements, which provides the call services");
  return provided;
}
