import { MeshcallError } from "../../room/errors.ts";
import type { DeviceProblem, DeviceState } from "../devices/own-device.ts";
import type { TroubledDevice } from "./trouble-words.ts";
import { pathTrouble } from "./usual-words.ts";

/** Why a call did not start or did not go on, as a person would tell it apart. */
export type CallTroubleKind =
  | "full"
  | "evicted"
  | "ended"
  | "removed"
  | "dropped"
  | "offline"
  | "unreachable"
  | "busy"
  | "expired"
  | "refused"
  | "bad-room"
  | "bad-name"
  | "not-set-up"
  | "locked"
  | "turned-away"
  | "kept-out"
  | "put-out"
  | "members-only"
  | "invitation"
  | "crowded"
  | "sealed"
  /** The call's own code did not come. */
  | "not-loaded"
  | "failed";

export interface CallTrouble {
  kind: CallTroubleKind;
  /** Shown small, for whoever is asked for help; undefined when the failure is none of Meshcall's. */
  code: number | undefined;
  /** When it began to be tried, as of `performance.now()`; left out: in mid-call. */
  sinceMs?: number | undefined;
}

/** @param inCall the call had begun: the same lost connection then has another story */
export function troubleOf(error: unknown, inCall: boolean): CallTrouble {
  if (!(error instanceof MeshcallError)) return { kind: inCall ? "dropped" : "failed", code: undefined };
  const kind = kindOf(error.code, inCall);
  const isOfNetwork = kind === "dropped" || kind === "unreachable";
  return { kind: isOfNetwork && !navigator.onLine ? "offline" : kind, code: error.code };
}

/** Of a page, or a browser, that cannot call. */
export const unsupportedCodes = { insecure: 54059, browser: 54060 } as const;

function kindOf(code: MeshcallError["code"], inCall: boolean): CallTroubleKind {
  switch (code) {
    case 53105:
      return "full";
    case 53205:
      return "evicted";
    case 53118:
    case 53216:
      return "ended";
    case 53204:
      return "removed";
    case 53000:
    case 53001:
    case 53002:
    case 54020:
      return inCall ? "dropped" : "unreachable";
    case 53405:
      return "dropped";
    case 53006:
      return "busy";
    case 20104:
      return "expired";
    case 20101:
    case 20102:
    case 20103:
    case 20105:
    case 20106:
    case 20107:
      return "refused";
    case 53100:
    case 53101:
      return "bad-room";
    case 53200:
    case 53201:
      return "bad-name";
    case 54000:
    case 54001:
    case 54002:
      return "not-set-up";
    case 54034:
      return "locked";
    case 54033:
      return "turned-away";
    case 54035:
      return "kept-out";
    case 54036:
      return "put-out";
    case 54042:
    case 54047:
      return "members-only";
    case 54041:
      return "invitation";
    case 54039:
    case 54048:
      return "full";
    case 54046:
      return "crowded";
    case 54076:
      return "sealed";
    default:
      return inCall ? "dropped" : "failed";
  }
}

/** @returns what the door wants to hear; undefined: it is not about a PIN */
export function pinTrouble(error: unknown): "asked" | "wrong" | "too-many" | undefined {
  switch (error instanceof MeshcallError ? error.code : undefined) {
    case 54030:
      return "asked";
    case 54031:
      return "wrong";
    case 54032:
      return "too-many";
    default:
      return undefined;
  }
}

/** Why somebody who is in the call is neither seen nor heard, and what to do. */
export interface PathTrouble {
  heading: string;
  todo: string;
  code: MeshcallError["code"];
}

/** @param sealingError of which tiles tell nothing where it is about data tracks alone */
export function ofMedia(sealingError: MeshcallError | null): MeshcallError | null {
  return sealingError?.code === 54013 ? null : sealingError;
}

export function pathWords(name: string, code: MeshcallError["code"]): PathTrouble {
  const kinds: Partial<Record<typeof code, keyof typeof pathTrouble>> = {
    54010: "no-relay",
    54011: "relay-fails",
    54012: "floods",
    54077: "unsealed",
    54078: "unopened",
    54079: "unopened",
  };
  const kind = kinds[code] ?? "blocked";
  return { ...pathTrouble[kind](name), code };
}

export interface DeviceTrouble {
  device: TroubledDevice | "screen";
  problem: DeviceProblem;
  /** What the browser threw. */
  error?: unknown;
}

/** Both in the same trouble is one story, not two. */
export function deviceTroubles(
  microphoneState: DeviceState<unknown> | undefined,
  cameraState: DeviceState<unknown> | undefined,
): DeviceTrouble[] {
  const [microphone, camera] = [microphoneState, cameraState].map((state) =>
    state?.is === "trouble" ? { problem: state.problem, error: state.error } : undefined,
  );
  if (microphone !== undefined && microphone.problem === camera?.problem)
    return [{ device: "both", ...microphone }];
  const troubles: DeviceTrouble[] = [];
  if (microphone !== undefined) troubles.push({ device: "microphone", ...microphone });
  if (camera !== undefined) troubles.push({ device: "camera", ...camera });
  return troubles;
}

/** The same for the same troubles. */
export function keyOf(troubles: readonly DeviceTrouble[]): string {
  return troubles.map(({ device, problem }) => `${device} ${problem}`).join();
}

export function troubleIcon({ device }: DeviceTrouble): "microphone-off" | "camera-off" | "screen" {
  if (device === "screen") return "screen";
  return device === "microphone" ? "microphone-off" : "camera-off";
}
