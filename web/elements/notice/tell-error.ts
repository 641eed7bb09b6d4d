import { MeshErrorEvent } from "../events.ts";
import { explain } from "./explain.ts";
import { violationOf } from "./violations.ts";
import type { CallTrouble, DeviceTrouble } from "./trouble.ts";

/**
 * Tells the page of a failure, with code and remedy. At once, but for what has a cause to be looked for.
 * @param trouble what the person is told of it
 */
export async function tellError(
  tell: (event: Event) => void,
  error: unknown,
  trouble?: CallTrouble | DeviceTrouble,
): Promise<void> {
  const known = trouble !== undefined && hasCause(trouble) ? await explain(trouble) : undefined;
  tell(new MeshErrorEvent(error, known));
}

function hasCause(trouble: CallTrouble | DeviceTrouble): boolean {
  if ("problem" in trouble) return true;
  const { kind, sinceMs } = trouble;
  return kind === "unreachable" && sinceMs !== undefined && violationOf("connect-src", sinceMs) !== undefined;
}
