import { msg, str } from "@lit/localize";
import { named } from "../language/writing.ts";

export const handWords = {
  raised: (name: string) => msg(str`${named(name)} raises a hand`),
  get ownPutDown() {
    return msg("A host has lowered your hand");
  },
  /** In the list of people, and on a tile. */
  get isUp() {
    return msg("Hand raised");
  },
  get heading() {
    return msg("Raised hands");
  },
  get lower() {
    return msg("Lower");
  },
  lowerName: (name: string) => msg(str`Lower the hand of ${named(name)}`),
};
