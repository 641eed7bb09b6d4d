import { MeshErrorEvent } from "../events.ts";
import { explain } from "./explain.ts";
import type { CallTrouble, DeviceTrouble } from "./trouble.ts";

/**
 * Tells the page of a failure, with code and remedy: of a device when its cause is found, of a call at once, and again should
 * there be more to it.
 * @param trouble what the person is told of it
 */
export async function tellError(
  tell: (event: Event) => void,
  error: unknown,
  trouble?: CallTrouble | DeviceTrouble,
): Promise<void> {
  const isOfDevice = trouble !== undefined && "problem" in trouble;
  if (!isOfDevice) tell(new MeshErrorEvent(error));
  const known = trouble === undefined ? undefined : await explain(trouble);
  if (isOfDevice || known !== undefined) tell(new MeshErrorEvent(error, known));
}
