import { callServices } from "../provided.ts";

export type CallParts = typeof import("./call-parts.ts");

let loading: Promise<CallParts> | undefined;
let loaded: CallParts | undefined;

/**
 * Loads what a call needs and a lobby does not, once for the page.
 * @throws TypeError (as a rejection) when it cannot be loaded; the next call tries again
 */
export function loadCall(): Promise<CallParts> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** @throws Error before `loadCall` has settled */
export function callParts(): CallParts {
  if (loaded === undefined) throw new Error("The call is not loaded yet");
  return loaded;
}

async function load(): Promise<CallParts> {
  const [parts] = await Promise.all([import("./call-parts.ts"), callServices().load()]);
  parts.defineCallParts();
  loaded = parts;
  return parts;
}
