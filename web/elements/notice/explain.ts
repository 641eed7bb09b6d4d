import type { MeshcallError } from "../../room/errors.ts";
import type { CallTrouble, DeviceTrouble } from "./trouble.ts";
import type { Words } from "./usual-words.ts";

/** What is behind a trouble, as far as the browser lets one find out. */
export interface Explanation {
  /** For the person. */
  words: Words;
  code: MeshcallError["code"];
  /** For whoever runs the page, in English. */
  remedy: string;
}

/** @returns undefined where there is no more to say than the trouble's own words, or the code for it cannot be loaded */
export async function explain(trouble: DeviceTrouble | CallTrouble): Promise<Explanation | undefined> {
  const mayHaveCause = "problem" in trouble || trouble.sinceMs !== undefined;
  if (!mayHaveCause) return undefined;
  try {
    const { explainCall, explainDevice } = await import("./explanations.ts");
    return "problem" in trouble ? await explainDevice(trouble) : await explainCall(trouble);
  } catch {
    return undefined;
  }
}
