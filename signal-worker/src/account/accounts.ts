import * as v from "valibot";
import { roomCapacity, type RoomType } from "#protocol/limits";
import type { RoomSettings } from "../facts.ts";
import { defaultSettings } from "../room/settings.ts";
import { accessPolicies, type AccessPolicy } from "./access-policy.ts";

/** An API key: `secret` signs tokens, and logs in to REST with `sid`. */
export interface ApiKey {
  readonly sid: string;
  readonly secret: string;
}

/** Who uses this signal-worker. Nothing of one account is reachable with the keys of another. */
export interface Account {
  readonly sid: string;
  /** Logs in to REST with `sid`, and signs webhooks. Undefined: neither. */
  readonly authToken: string | undefined;
  /** The first one signs session tickets and what `POST /token` gives. */
  readonly keys: readonly [ApiKey, ...ApiKey[]];
  /** In all its rooms together. */
  readonly maxConcurrentParticipants: number;
  /** Whether a room is made by joining it. */
  readonly adHocRooms: boolean;
  /** Of rooms for which nothing else was said. */
  readonly roomType: RoomType;
  /** Of rooms that were made without one of their own. */
  readonly statusCallback: RoomSettings["statusCallback"];
  /** In order; of a room that none fits nothing was said. */
  readonly access: readonly AccessPolicy[];
}

/** RFC 7518 section 3.2: an HS256 key has 256 bits at least. Twilio's secrets, and its auth tokens, have exactly that. */
const secretBytes = 32;

export const isLongEnough = (secret: string): boolean =>
  new TextEncoder().encode(secret).length >= secretBytes;

/** Twilio's most for Go rooms is 500; a hundred is ten full rooms. */
export const defaultCap = 100;

export const sidOf = (prefix: "AC" | "SK") =>
  v.pipe(v.string(), v.regex(new RegExp(`^${prefix}[0-9a-fA-F]{32}$`)));
export const roomTypeName = v.picklist(Object.keys(roomCapacity) as RoomType[]);
const secret = v.pipe(v.string(), v.check(isLongEnough));
const key = v.object({ sid: sidOf("SK"), secret });
export const callbackUrl = v.pipe(v.string(), v.url(), v.regex(/^https?:/i));

const account = v.strictObject({
  sid: sidOf("AC"),
  authToken: v.optional(secret),
  keys: v.tupleWithRest([key], key),
  maxConcurrentParticipants: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), defaultCap),
  adHocRooms: v.optional(v.boolean(), true),
  roomType: v.optional(roomTypeName),
  statusCallback: v.optional(callbackUrl),
  statusCallbackMethod: v.optional(v.picklist(["POST", "GET"]), "POST"),
  access: v.optional(accessPolicies, []),
});

const accountList = v.pipe(v.string(), v.parseJson(), v.array(account));
const policyList = v.pipe(v.string(), v.parseJson(), accessPolicies);

/** What cannot be read of a variable: where, and what is meant there. Nothing of its value, which may be secret. */
export interface Unreadable {
  readonly wrong: string;
}

/**
 * @param json of the variable `ACCOUNTS_JSON`.
 * @param roomType of accounts that say none.
 */
export function parseAccounts(json: string, roomType: RoomType): readonly Account[] | Unreadable {
  const parsed = v.safeParse(accountList, json);
  if (!parsed.success) return { wrong: firstWrong("ACCOUNTS_JSON", parsed.issues) };
  return parsed.output.map(({ statusCallback: url, statusCallbackMethod: method, ...rest }) => ({
    ...rest,
    authToken: rest.authToken,
    roomType: rest.roomType ?? roomType,
    statusCallback: url === undefined ? undefined : { url, method },
  }));
}

/** @param json of the variable `ACCESS_JSON` */
export function parseAccess(json: string): readonly AccessPolicy[] | Unreadable {
  const parsed = v.safeParse(policyList, json);
  return parsed.success ? parsed.output : { wrong: firstWrong("ACCESS_JSON", parsed.issues) };
}

/** @returns a line for the log */
export function firstWrong(variable: string, [issue]: readonly [v.BaseIssue<unknown>, ...unknown[]]): string {
  const path = v.getDotPath(issue);
  const place = path === null ? variable : `${variable}, at ${path}`;
  if (issue.expected === "never") return `${place}: there is no such word`;
  return `${place}: cannot be read (${issue.type}${issue.expected === null ? "" : ` ${issue.expected}`})`;
}

/** Whether each SID is there once: a key names its account in REST. */
export function areDistinct(accounts: readonly Account[]): boolean {
  const sids = accounts.flatMap((one) => [one.sid, ...one.keys.map((each) => each.sid)]);
  return new Set(sids).size === sids.length;
}

/** @returns how rooms are that are made by joining them; undefined: none are */
export function adHocSettings({ adHocRooms, roomType, statusCallback }: Account): RoomSettings | undefined {
  return adHocRooms ? { ...defaultSettings(roomType), statusCallback } : undefined;
}
