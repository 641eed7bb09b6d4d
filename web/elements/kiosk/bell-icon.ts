import { svg } from "lit";
import { icon } from "../icons.ts";

export const bellIcon = icon(
  svg`<path d="M6 10.5a6 6 0 0 1 12 0c0 5 2 6 2 6.5H4c0-.5 2-1.5 2-6.5ZM10 20.5a2.2 2.2 0 0 0 4 0" />`,
);
