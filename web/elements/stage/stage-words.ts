import { msg, str } from "@lit/localize";
import { named } from "../language/writing.ts";

export const stageWords = {
  /** The button of a tile's menu. */
  menu: (name: string) => msg(str`Options for ${named(name)}`),
  get showOwn() {
    return msg("Show yourself");
  },
};
