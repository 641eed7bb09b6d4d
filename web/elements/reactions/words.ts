import { msg, str } from "@lit/localize";
import type { ReactionSign } from "./reactions.ts";

export const reactionWords = {
  /** What a sign is called. */
  name(sign: ReactionSign): string {
    switch (sign) {
      case "👍":
        return msg("Thumbs up");
      case "❤️":
        return msg("Heart");
      case "👏":
        return msg("Applause");
      case "😂":
        return msg("Laughing");
      case "😮":
        return msg("Surprised");
      case "🎉":
        return msg("Celebration");
    }
  },
  /** @param sign in words. @param people a list of names */
  from: (sign: string, people: string) => msg(str`${sign}: ${people}.`),
  get signs() {
    return msg("Reactions");
  },
};
