import { msg, str } from "@lit/localize";
import { counted, list, named } from "../language/writing.ts";
import type { Presence } from "./presence.ts";

export const lobbyWords = {
  get network() {
    return msg("Check my network");
  },
  get notLoaded() {
    return msg("This part could not be loaded. Check your connection, then open it again.");
  },
  get watchOnly() {
    return msg("You will see and hear the call. Nobody sees or hears you.");
  },
  /** Who is in already, in one line. */
  presence({ count, names }: Presence): string {
    const [first, second, third] = names.map(named);
    if (first === undefined)
      return count === 0
        ? msg("Nobody is in the call yet")
        : counted(count, msg("1 person is in the call|# people are in the call"));
    if (second === undefined) return msg(str`${first} is in the call`);
    const shown = count > 3 ? [first, second] : [first, second, ...(third === undefined ? [] : [third])];
    const others = count - shown.length;
    if (others > 0) shown.push(counted(others, msg("1 other|# others")));
    const everybody = list(shown);
    return msg(str`${everybody} are in the call`);
  },
};
