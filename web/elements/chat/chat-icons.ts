import { svg } from "lit";
import { icon } from "../icons.ts";

export const chatIcons = {
  attach: icon(
    svg`<path d="m19.5 11.5-7.6 7.6a4.7 4.7 0 0 1-6.7-6.7l8-8a3.2 3.2 0 0 1 4.5 4.5l-7.8 7.8a1.6 1.6 0 0 1-2.3-2.3l7-7" />`,
  ),
  send: icon(
    svg`<path d="M4.5 12 4 5.1a.7.7 0 0 1 1-.7l15 7a.7.7 0 0 1 0 1.2l-15 7a.7.7 0 0 1-1-.7l.5-6.9Zm0 0h8" />`,
    "turns",
  ),
};
