import { svg } from "lit";
import { icon } from "../icons.ts";

const person = svg`<circle cx="12" cy="9.5" r="3.5" /><path d="M5.5 20a6.5 6.5 0 0 1 13 0" />`;

export const effectIcons = {
  none: icon(svg`${person}<path d="M3 3h18v18H3Z" />`),
  light: icon(svg`${person}<path d="M3.5 6h.1M3.5 11h.1M3.5 16h.1M20.5 6h.1M20.5 11h.1M20.5 16h.1" />`),
  strong: icon(
    svg`${person}<path d="M2.5 5h2M2.5 9h2.5M2.5 13h2M2.5 17h1.5M19.5 5h2M19 9h2.5M19.5 13h2M20 17h1.5" stroke-width="2.6" />`,
  ),
  picture: icon(
    svg`<rect x="3" y="5" width="18" height="14" rx="2.5" /><circle cx="8.5" cy="10" r="1.5" /><path d="m4 17 5-4 3.5 2.5L16.5 11l4 4.5" />`,
  ),
  add: icon(svg`<path d="M12 5v14M5 12h14" />`),
} as const;
