import { errorOf } from "../../room/errors.ts";
import { MeshErrorEvent } from "../events.ts";
import { callFeatures, forbiddenFeatures, policyRemedy } from "./permissions-policy.ts";

/** As a call begins: tells the page once what its Permissions-Policy takes away, whether somebody will miss it or not. */
export async function tellPolicy(tell: (event: Event) => void): Promise<void> {
  const forbidden = forbiddenFeatures(callFeatures);
  if (forbidden.length === 0) return;
  tell(new MeshErrorEvent(await errorOf(54057), { code: 54057, remedy: policyRemedy(forbidden) }));
}
