import * as v from "valibot";
import { roomRules, type RoomEdit, type RoomRules } from "#protocol/room-rules";
import { hashPassword } from "./door/passwords.ts";
import type { RandomBytes } from "./ids.ts";
import { usualAccess, type RoomAccess } from "./room/access.ts";

/** What REST and the rooms API have in common where they make a room. */

export function rulesWith(rules: RoomRules, said: Omit<RoomEdit, "pin" | "secret">): RoomRules {
  return v.parse(roomRules, { ...rules, ...said });
}

/** From here on nobody can read the two. */
export async function accessOf(
  { pin, secret }: { readonly pin: string | undefined; readonly secret: string | undefined },
  host: RoomAccess["host"],
  random: RandomBytes,
): Promise<RoomAccess> {
  const [pinHash, secretHash] = await Promise.all(
    [pin, secret].map((password) => (password === undefined ? undefined : hashPassword(password, random))),
  );
  return { ...usualAccess, pinHash, secretHash, host };
}
