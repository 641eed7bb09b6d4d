import { errorOf } from "../../room/errors.ts";
import { explanationWords as words, type Subject } from "./explanation-words.ts";
import type { Explanation } from "./explain.ts";
import { forbiddenFeatures, mayLackAllow, policyRemedy, type CallFeature } from "./permissions-policy.ts";
import { platformOf } from "./platform.ts";
import type { CallTrouble, DeviceTrouble } from "./trouble.ts";
import { deviceWords } from "./trouble-words.ts";
import type { Words } from "./usual-words.ts";
import { violationOf } from "./violations.ts";

const featuresOf: Readonly<Record<Subject, readonly CallFeature[]>> = {
  microphone: ["microphone"],
  camera: ["camera"],
  both: ["camera", "microphone"],
  screen: ["display-capture"],
};

/** Why a device, or the screen, is not to be had. */
export async function explainDevice(trouble: DeviceTrouble): Promise<Explanation> {
  const { device, problem, error } = trouble;
  switch (problem) {
    case "denied": {
      const forbidden = forbiddenFeatures(featuresOf[device]);
      if (forbidden.length > 0)
        return explanation(54057, words.forbidden(device, forbidden), policyRemedy(forbidden));
      // Chromium's words; others do not tell who refused
      const message = error instanceof Error ? error.message : "";
      if (/by system/i.test(message)) return explanation(54051, words.system(device, platformOf(navigator)));
      if (mayLackAllow())
        return explanation(54057, words.framed(device, featuresOf[device]), policyRemedy(featuresOf[device]));
      if (/dismiss/i.test(message) || (await isAskedAgain(device)))
        return explanation(54052, words.dismissed(device));
      return explanation(54050, words.denied(device));
    }
    case "missing":
      return explanation(54053, deviceWords(device, problem));
    case "busy":
      return explanation(54054, deviceWords(device, problem));
    case "unplugged":
      return explanation(54055, deviceWords(device, problem));
    case "failed":
      return explanation(54056, deviceWords(device, problem));
  }
}

/** A call that did not start because the page may not reach the server; undefined for all other reasons. */
export async function explainCall({ kind, sinceMs }: CallTrouble): Promise<Explanation | undefined> {
  if (kind !== "unreachable" || sinceMs === undefined) return undefined;
  await new Promise((resolve) => setTimeout(resolve)); // a violation is reported in a task of its own, after the failure
  const violation = violationOf("connect-src", sinceMs);
  if (violation === undefined || !URL.canParse(violation.blocked)) return undefined;
  const { host, protocol } = new URL(violation.blocked);
  const isSafe = protocol === "https:" || protocol === "wss:";
  const tokens = isSafe ? `https://${host} wss://${host}` : `http://${host} ws://${host}`;
  return explanation(54058, words.unreachable("connect-src", tokens), `Add to connect-src: ${tokens}`);
}

async function explanation(code: Explanation["code"], shown: Words, remedy?: string): Promise<Explanation> {
  return { code, words: shown, remedy: remedy ?? (await errorOf(code)).remedy };
}

/** Whether the browser would put its question again. */
async function isAskedAgain(device: Subject): Promise<boolean> {
  if (device === "screen") return true;
  const names = device === "both" ? (["camera", "microphone"] as const) : ([device] as const);
  try {
    const states = await Promise.all(names.map((name) => navigator.permissions.query({ name })));
    return states.every(({ state }) => state === "prompt");
  } catch {
    return false; // older Firefox knows neither name
  }
}
