import * as v from "valibot";
import { limits } from "#protocol/limits";
import { roomRules, usualRules, type RoomRules } from "#protocol/room-rules";

/** Who may come into which rooms of an account, and how rooms begin: `ACCESS_JSON`, or `access` of an account. */

export interface AccessPolicy {
  /** A room's name; `*` stands for any number of characters. */
  readonly rooms: string;
  /** `asked`: no guest is in such a room without its PIN, and who makes one gives it one. */
  readonly pin: "asked" | undefined;
  /** Who is host of a room that is made by joining it; undefined: the first guest, or who has a token that says so. */
  readonly host: "first" | "token" | undefined;
  /** In place of the deployment's allowed origins; the signal-worker's own is always allowed. */
  readonly origins: readonly string[] | undefined;
  /** Of one network address, in all rooms of this policy together. */
  readonly joinsPerMinute: number | undefined;
  /** Of these rooms when they begin. */
  readonly rules: RoomRules;
}

const { isListed, isLocked, isPermanent, ...rules } = roomRules.entries;
/** `https://site.example`, as a browser's Origin header has it. */
const origin = v.pipe(
  v.string(),
  v.check((text) => text === "*" || (URL.canParse(text) && new URL(text).origin === text)),
);

const policy = v.pipe(
  v.strictObject({
    rooms: v.pipe(v.string(), v.minLength(1), v.maxLength(limits.nameChars)),
    pin: v.optional(v.literal("asked")),
    host: v.optional(v.picklist(["first", "token"])),
    origins: v.optional(v.array(origin)),
    joinsPerMinute: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000))),
    // REST's names of these three.
    listed: v.optional(isListed, usualRules.isListed),
    locked: v.optional(isLocked, usualRules.isLocked),
    permanent: v.optional(isPermanent, usualRules.isPermanent),
    ...v.partial(v.object(rules)).entries,
  }),
  v.transform(
    ({ rooms, pin, host, origins, joinsPerMinute, listed, locked, permanent, ...said }): AccessPolicy => ({
      rooms,
      pin,
      host,
      origins,
      joinsPerMinute,
      rules: v.parse(roomRules, {
        ...usualRules,
        ...said,
        isListed: listed,
        isLocked: locked,
        isPermanent: permanent,
      }),
    }),
  ),
);

/** In order: the first whose `rooms` fits a room's name is its policy. */
export const accessPolicies = v.array(policy);

/** @returns undefined where nothing was said of rooms of this name */
export function policyOf(
  { access }: { readonly access: readonly AccessPolicy[] },
  roomName: string,
): AccessPolicy | undefined {
  return access.find(({ rooms }) => fits(rooms, roomName));
}

/** Each part where it comes first: the time grows with the name's length alone, whatever the pattern. */
function fits(pattern: string, name: string): boolean {
  const [head = "", ...others] = pattern.split("*");
  const tail = others.pop();
  if (tail === undefined) return name === pattern;
  if (!name.startsWith(head)) return false;
  let at = head.length;
  for (const part of others) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - tail.length >= at && name.endsWith(tail);
}
