import { roomCapacity, type RoomType } from "#protocol/limits";
import type { RoomRules } from "#protocol/room-rules";
import { roomNameError } from "#protocol/token";
import type { Account } from "../account/accounts.ts";
import type { RoomSettings } from "../facts.ts";
import { defaultSettings } from "../room/settings.ts";
import { callbackAddress } from "../webhooks/callback-address.ts";
import { rulesWith } from "../new-room.ts";
import type { RestCode } from "./errors.ts";
import { parseFlag, parseRoomEdit } from "./room-rules-form.ts";

/** The parameters of `POST /v1/Rooms`, with Twilio's names, ranges and codes. */

export interface WantedRoom {
  readonly settings: RoomSettings;
  readonly pin: string | undefined;
  readonly secret: string | undefined;
}

type Form = Pick<URLSearchParams, "get" | "getAll">;
type Checked<T> = T | { readonly wrong: RestCode };

/** @returns undefined for a room that is named by its SID */
export function parseName(form: Form): Checked<{ readonly name: string | undefined }> {
  const name = form.get("UniqueName") ?? undefined;
  const wrong = name === undefined ? undefined : nameError(name);
  return wrong === undefined ? { name } : { wrong };
}

/**
 * @param account whose defaults fill in what is not said.
 * @param rules of the policy that the room's name has.
 */
export function parseWantedRoom(
  form: Form,
  { roomType, statusCallback: usual }: Pick<Account, "roomType" | "statusCallback">,
  rules: RoomRules,
  isDevelopment: boolean,
): Checked<WantedRoom> {
  const type = parseType(form.get("Type"), roomType);
  if (type === undefined) return { wrong: 53108 };
  const beyond = beyondMesh(form);
  if (beyond !== undefined) return { wrong: beyond };
  const standard = defaultSettings(type);
  const number = (name: string, least: number, most: number, fallback: number) =>
    parseWhole(form.get(name), { least, most }, fallback);
  const maxParticipants = number("MaxParticipants", 1, roomCapacity[type], standard.maxParticipants);
  if (maxParticipants === undefined) return { wrong: 53107 };
  const maxParticipantDurationSeconds = number(
    "MaxParticipantDuration",
    600,
    86_400,
    standard.maxParticipantDurationSeconds,
  );
  if (maxParticipantDurationSeconds === undefined) return { wrong: 53123 };
  const emptyRoomTimeoutMinutes = number("EmptyRoomTimeout", 1, 60, standard.emptyRoomTimeoutMinutes);
  const unusedRoomTimeoutMinutes = number("UnusedRoomTimeout", 1, 60, standard.unusedRoomTimeoutMinutes);
  if (emptyRoomTimeoutMinutes === undefined || unusedRoomTimeoutMinutes === undefined)
    return { wrong: 53109 };
  const statusCallback = parseCallback(form, usual, isDevelopment);
  if (typeof statusCallback === "number") return { wrong: statusCallback };
  const audioOnly = optionalFlag(form.get("AudioOnly"));
  if (audioOnly === undefined) return { wrong: 20422 };
  const edit = parseRoomEdit(form);
  if (edit === undefined) return { wrong: 20422 };
  const { pin, secret, ...said } = edit;
  return {
    pin: pin ?? undefined,
    secret: secret ?? undefined,
    settings: {
      type,
      maxParticipants,
      maxParticipantDurationSeconds,
      emptyRoomTimeoutMinutes,
      unusedRoomTimeoutMinutes,
      statusCallback,
      audioOnly,
      rules: rulesWith(rules, said),
    },
  };
}

/** A name that looks like a SID could not be told from one. */
function nameError(name: string): RestCode | undefined {
  if (/^RM[0-9a-f]{32}$/i.test(name)) return 53100;
  const code = roomNameError(name);
  return code === 53101 ? 53101 : code === undefined ? undefined : 53100;
}

function parseType(value: string | null, fallback: RoomType): RoomType | undefined {
  if (value === null) return fallback;
  return value === "go" || value === "peer-to-peer" ? value : undefined;
}

/** What only a media server can do. Twilio's word for "no", and codecs that browsers agree on by themselves, are fine. */
function beyondMesh(form: Form): RestCode | undefined {
  for (const name of ["RecordParticipantsOnConnect", "TranscribeParticipantsOnConnect", "LargeRoom"]) {
    const wanted = optionalFlag(form.get(name));
    if (wanted === undefined) return 20422;
    if (wanted) return 53114;
  }
  for (const name of ["MediaRegion", "RecordingRules", "TranscriptionsConfiguration"])
    if (form.get(name) !== null) return 53114;
  if (form.getAll("VideoCodecs").some((codec) => codec !== "VP8" && codec !== "H264")) return 20422;
  return optionalFlag(form.get("EnableTurn")) === undefined ? 20422 : undefined;
}

function parseCallback(
  form: Form,
  usual: Account["statusCallback"],
  isDevelopment: boolean,
): RoomSettings["statusCallback"] | RestCode {
  const method = form.get("StatusCallbackMethod")?.toUpperCase() ?? "POST";
  if (method !== "POST" && method !== "GET") return 53110;
  const address = form.get("StatusCallback");
  // The helper libraries send an empty text where there is to be none of the room's own.
  if (address === null || address === "") return usual;
  const url = callbackAddress(address, isDevelopment);
  return url === undefined ? 53111 : { url, method };
}

/** @returns false where it is left out, undefined for what is neither */
function optionalFlag(value: string | null): boolean | undefined {
  return value === null ? false : parseFlag(value);
}

/** @returns undefined for what is no whole number of the range */
export function parseWhole(
  value: string | null,
  { least, most }: { least: number; most: number },
  fallback: number,
): number | undefined {
  if (value === null) return fallback;
  const number = /^\d{1,15}$/.test(value) ? Number(value) : -1;
  return number >= least && number <= most ? number : undefined;
}
