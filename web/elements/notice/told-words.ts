import type { CallTroubleKind } from "./trouble.ts";
import { usualTrouble, type Words } from "./usual-words.ts";

/** Who waits longer for words is told plain ones until they come. */
const patienceMs = 2_000;

let rare: typeof import("./trouble-words.ts") | undefined;

/**
 * Loads what is said of all that seldom goes wrong. Settles when it is there, or cannot be had; the next call tries again.
 * Never rejects.
 */
export async function loadTroubleWords(): Promise<void> {
  try {
    rare ??= await import("./trouble-words.ts");
  } catch {
    // its file is gone, or the network: plain words are said
  }
}

/** Settles when somebody can be told, in plain words where the others are slow. Undefined: at once. */
export function wordsComing(kind?: CallTroubleKind): Promise<void> | undefined {
  if (rare !== undefined || (kind !== undefined && isUsual(kind))) return undefined;
  return Promise.race([loadTroubleWords(), new Promise<void>((resolve) => setTimeout(resolve, patienceMs))]);
}

export function callWords(kind: CallTroubleKind): Words {
  return isUsual(kind) ? usualTrouble[kind] : (rare?.callTrouble[kind] ?? usualTrouble.failed);
}

export function unsupportedWords(why: "insecure" | "browser"): Words {
  return rare?.unsupported[why] ?? usualTrouble.failed;
}

function isUsual(kind: CallTroubleKind): kind is keyof typeof usualTrouble {
  return Object.hasOwn(usualTrouble, kind);
}
