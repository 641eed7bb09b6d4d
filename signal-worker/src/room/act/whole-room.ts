import * as v from "valibot";
import type { Act } from "#protocol/act";
import { roomRules, type RoomEdit } from "#protocol/room-rules";
import { doorOf, type RoomAccess } from "../access.ts";
import { completed } from "../life.ts";
import { stepOf, type RoomState } from "../state.ts";
import { roomNews, told } from "../telling.ts";
import { nameOf, type Author, type Decision } from "./decision.ts";
import type { Hashed } from "./secrets.ts";

/** What is done to the room as a whole. */

type Of<Name extends Act["do"]> = Extract<Act, { do: Name }>;

export function end(state: RoomState, nowMs: number): Decision {
  return { step: completed(state, nowMs) };
}

export function lock(state: RoomState, author: Author, { locked }: Of<"lock">): Decision {
  return edited(state, author, { isLocked: locked }, {});
}

export function edit(state: RoomState, author: Author, { changes }: Of<"edit">, hashed: Hashed): Decision {
  const { pin, secret, ...rules } = changes;
  // What outlasts everybody in it is the account's to say.
  const { isPermanent } = state.record.settings.rules;
  if (!author.isAccount && rules.isPermanent !== undefined && rules.isPermanent !== isPermanent) return 54037;
  const access = {
    ...(pin === undefined ? {} : { pinHash: pin === null ? undefined : hashed.pinHash }),
    ...(secret === undefined ? {} : { secretHash: secret === null ? undefined : hashed.secretHash }),
  };
  return edited(state, author, rules, access);
}

/** Who is in stays in: a smaller number of places counts for who comes. */
function edited(
  state: RoomState,
  author: Author,
  rules: Omit<RoomEdit, "pin" | "secret">,
  access: Partial<RoomAccess>,
): Decision {
  const { record } = state;
  const known = new Map<string, unknown>(Object.entries(record.settings.rules));
  const changes = Object.entries(rules).filter(
    ([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(known.get(name)),
  );
  if (changes.length === 0 && Object.keys(access).length === 0) return { step: stepOf(state) };
  const parsed = v.safeParse(roomRules, { ...record.settings.rules, ...Object.fromEntries(changes) });
  if (!parsed.success) return 54038;
  const settings = { ...record.settings, rules: parsed.output };
  const next = { ...state, record: { ...record, settings, access: { ...record.access, ...access } } };
  const happening = { is: "room-edited", settings, door: doorOf(next.record.access) } as const;
  return { step: stepOf(next, told(next, roomNews(next, nameOf(author))), [happening]) };
}
