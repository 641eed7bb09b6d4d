import { msg } from "@lit/localize";

export const controlWords = {
  get more() {
    return msg("More");
  },
};
