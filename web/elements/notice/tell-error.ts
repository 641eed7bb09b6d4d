import { MeshErrorEvent } from "../events.ts";
import { explain } from "./explain.ts";
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
  const hasCause = trouble !== undefined && ("problem" in trouble || trouble.sinceMs !== undefined);
  tell(new MeshErrorEvent(error, hasCause ? await explain(trouble) : undefined));
}
