import { callServices, type CallServices } from "../provided.ts";

export type CallParts = typeof import("./call-parts.ts");

let loading: Promise<CallParts> | undefined;
let loaded: CallParts | undefined;
let loadedFor: CallServices | undefined;

/**
 * Loads what a call needs and a lobby does not, once for what `provideCallServices` was given.
 * @throws TypeError (as a rejection) when it cannot be loaded; the next call tries again
 */
export function loadCall(): Promise<CallParts> {
  const services = callServices();
  if (services !== loadedFor) loading = undefined;
  loadedFor = services;
  loading ??= load(services).catch((error: unknown) => {
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

async function load(services: CallServices): Promise<CallParts> {
  const [parts] = await Promise.all([import("./call-parts.ts"), services.load()]);
  parts.defineCallParts();
  loaded = parts;
  return parts;
}
