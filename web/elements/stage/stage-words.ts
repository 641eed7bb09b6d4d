import { msg, str } from "@lit/localize";

export const stageWords = {
  /** The button of a tile's menu. */
  menu: (name: string) => msg(str`Options for ${name}`),
  get showOwn() {
    return msg("Show yourself");
  },
};
