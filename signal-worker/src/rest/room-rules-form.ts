import * as v from "valibot";
import { roomEdit, type RoomEdit, type RoomRules } from "#protocol/room-rules";

/** A room's rules as REST names them: in forms `MaxPublishers`, in answers `max_publishers`. */

type Kind = "text" | "flag" | "count" | "names";

const parameters: readonly (readonly [name: string, rule: keyof RoomRules, kind: Kind])[] = [
  ["Admission", "admission", "text"],
  ["Description", "description", "text"],
  ["RoomInfo", "roomInfo", "text"],
  ["Listed", "isListed", "flag"],
  ["Locked", "isLocked", "flag"],
  ["Permanent", "isPermanent", "flag"],
  ["MaxPublishers", "maxPublishers", "count"],
  ["MaxAttendees", "maxAttendees", "count"],
  ["NotifyJoining", "notifyJoining", "flag"],
  ["RequirePrivateId", "requirePrivateId", "flag"],
  ["SelfUnmute", "selfUnmute", "flag"],
  ["TellsTalking", "tellsTalking", "flag"],
  ["BitrateCapBps", "bitrateCapBps", "count"],
  // Twilio's `VideoCodecs` says which a room allows, and its clients send it as it is usual there.
  ["PreferredAudioCodecs", "audioCodecs", "names"],
  ["PreferredVideoCodecs", "videoCodecs", "names"],
  ["OpusFec", "opusFec", "flag"],
  ["OpusDtx", "opusDtx", "flag"],
  ["ScalabilityMode", "scalabilityMode", "text"],
  ["KeyFrameIntervalSeconds", "keyFrameIntervalSeconds", "count"],
  ["AudioActivePackets", "audioActivePackets", "count"],
  ["AudioLevelAverage", "audioLevelAverage", "count"],
];

type Form = Pick<URLSearchParams, "get" | "getAll">;

/**
 * `Pin` and `Secret` too; an empty text takes one away.
 *
 * @returns what the form says, perhaps nothing; undefined for a value that is out of range (20422)
 */
export function parseRoomEdit(form: Form): RoomEdit | undefined {
  const said: Record<string, unknown> = {};
  for (const [name, rule, kind] of parameters) {
    const value = form.get(name);
    if (value !== null)
      said[rule] = kind === "names" ? form.getAll(name).flatMap(namesOf) : read(value, kind);
  }
  for (const [name, field] of [
    ["Pin", "pin"],
    ["Secret", "secret"],
  ] as const) {
    const value = form.get(name);
    if (value !== null) said[field] = value === "" ? null : value;
  }
  const parsed = v.safeParse(roomEdit, said);
  return parsed.success ? parsed.output : undefined;
}

/** @returns the value, or null for what is none of its kind: no rule may be null */
function read(value: string, kind: Exclude<Kind, "names">): string | number | boolean | null {
  switch (kind) {
    case "text":
      return value;
    case "flag":
      return parseFlag(value) ?? null;
    case "count":
      return /^\d{1,15}$/.test(value) ? Number(value) : null;
  }
}

/** Once for each, or separated by commas; an empty text: none. */
function namesOf(value: string): string[] {
  return value
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** @returns undefined for what is neither */
export function parseFlag(value: string): boolean | undefined {
  const text = value.toLowerCase();
  return text === "true" ? true : text === "false" ? false : undefined;
}

export function rulesInJson(rules: RoomRules): Record<string, RoomRules[keyof RoomRules]> {
  return Object.fromEntries(parameters.map(([name, rule]) => [snakeCase(name), rules[rule]]));
}

function snakeCase(name: string): string {
  return name.replace(/(?<=.)[A-Z]/g, "_$&").toLowerCase();
}
