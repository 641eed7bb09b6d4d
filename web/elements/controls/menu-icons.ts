import { svg } from "lit";
import { icon } from "../icons.ts";

/** Those that only the menus have, which come with them. */
export const menuIcons = {
  keys: icon(
    svg`<rect x="2.5" y="6" width="19" height="12.5" rx="2.5" /><path d="M6.5 10h.1M10.2 10h.1M13.9 10h.1M17.5 10h.1M6.5 14.3h.1M17.5 14.3h.1M9.5 14.3h5" />`,
  ),
  figures: icon(svg`<path d="M4 20h16M7 20v-6M12 20V5M17 20v-10" />`),
  shield: icon(
    svg`<path d="M12 3.5 5 6v5.5c0 4.3 2.9 7.4 7 9 4.1-1.6 7-4.7 7-9V6l-7-2.5ZM9 12l2.2 2.2L15.2 10" />`,
  ),
} as const;
