import { msg } from "@lit/localize";

export const controlWords = {
  get more() {
    return msg("More");
  },
  get hand() {
    return msg("Raise hand");
  },
  get react() {
    return msg("React");
  },
  get shortcuts() {
    return msg("Keyboard shortcuts");
  },
};
