import { errorOf } from "../../room/errors.ts";
import type { Room } from "../../room/room.ts";
import { MeshErrorEvent } from "../events.ts";
import { callFeatures, forbiddenFeatures, policyRemedy } from "./permissions-policy.ts";
import { followViolations, type Violation } from "./violations.ts";

type Tell = (event: Event) => void;

/**
 * For the length of a call: tells the page what its own policies take away from it, whether somebody will miss it or not.
 */
export async function tellPolicy(room: Room, tell: Tell): Promise<void> {
  const told = new Set<string>();
  const end = followViolations((violation) => {
    const remedy = remedyOf(violation);
    if (remedy === undefined || told.has(remedy)) return;
    told.add(remedy);
    void tellError(54058, remedy, tell);
  });
  room.on("disconnected", end);
  const forbidden = forbiddenFeatures(callFeatures);
  if (forbidden.length > 0) await tellError(54057, policyRemedy(forbidden), tell);
}

/** Of the kernel worker, and of what listens to the microphone; undefined for what is none of Meshcall's. */
function remedyOf({ directive, blocked }: Violation): string | undefined {
  if (blocked === "wasm-eval") return "Add to script-src: 'wasm-unsafe-eval'; or say no-kernel";
  if (blocked !== "blob") return undefined;
  if (directive === "worker-src") return "Add to worker-src: blob:; or give kernel-url";
  return directive.startsWith("script-src") ? "Add to script-src: blob:; or give kernel-url" : undefined;
}

async function tellError(code: 54057 | 54058, remedy: string, tell: Tell): Promise<void> {
  tell(new MeshErrorEvent(await errorOf(code), { code, remedy }));
}
