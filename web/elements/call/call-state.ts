import type { Room } from "../../room/room.ts";
import type { CallReport } from "../../room/stats/call-report.ts";
import type { DeviceKind } from "../devices/own-device.ts";
import type { OngoingCall } from "./ongoing-call.ts";
import type { CallTrouble } from "../notice/trouble.ts";

/** Where a call is. What the room itself knows (alone, reconnecting) is read from the room, not stored twice. */
export type CallState =
  /** No room is named. */
  | { at: "idle" }
  | { at: "unsupported"; why: "insecure" | "browser" }
  | { at: "lobby" }
  | { at: "connecting" }
  /** The room has a PIN. `trouble`: the one before was wrong, or there were too many. */
  | { at: "pin"; trouble?: "wrong" | "too-many" | undefined }
  /** Knocked, and no host has answered yet. */
  | { at: "waiting" }
  | { at: "in-call"; call: OngoingCall }
  /** Not let in, or put out: full, evicted, dropped, unreachable, … */
  | { at: "stopped"; trouble: CallTrouble }
  /** How it went comes a moment later. */
  | { at: "left"; report?: CallReport };

export type CallPhase = "alone" | "together" | "reconnecting";

/** That one link has no path is told on its tile. */
export function isCutOff(room: Room): boolean {
  return room.state === "reconnecting" && room.signaling === "away";
}

export function phaseOf(room: Room): CallPhase {
  if (isCutOff(room)) return "reconnecting";
  return room.participants.size === 0 ? "alone" : "together";
}

/** What the person asks for in a part of the element. */
export type CallAction =
  | { do: "join"; name: string }
  | { do: "leave" }
  | { do: "give-pin"; pin: string }
  /** Out of an end state, in again with the same name. */
  | { do: "rejoin" }
  | { do: "toggle"; device: DeviceKind | "screen" }
  | { do: "retry-devices" }
  | { do: "choose"; device: DeviceKind | "speaker"; deviceId: string }
  | { do: "show"; panel: Panel }
  /** To screen readers. */
  | { do: "say"; words: string };

/** What lies open beside the stage. */
export type Panel =
  | "none"
  | "chat"
  | "devices"
  | "effects"
  | "people"
  | "stats"
  | "verification"
  | "shortcuts"
  | "recording"
  | "captions"
  | "timeline";
