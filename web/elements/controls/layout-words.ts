import { msg } from "@lit/localize";

/** What a choice of layout is called. */
export const layoutWords = {
  get auto() {
    return msg("Automatic layout");
  },
  get grid() {
    return msg("Everybody the same size");
  },
  get speaker() {
    return msg("Whoever speaks is large");
  },
};
