import { svg } from "lit";
import { icon } from "../icons.ts";

/** Those that only the menus have, which come with them. */
export const menuIcons = {
  auto: icon(
    svg`<rect x="3" y="5" width="18" height="14" rx="2.5" /><path d="m12 8.5 1 2.5 2.5 1-2.5 1-1 2.5-1-2.5-2.5-1 2.5-1Z" />`,
  ),
  grid: icon(
    svg`<rect x="3.5" y="5" width="7.5" height="6" rx="1.5" /><rect x="13" y="5" width="7.5" height="6" rx="1.5" /><rect x="3.5" y="13" width="7.5" height="6" rx="1.5" /><rect x="13" y="13" width="7.5" height="6" rx="1.5" />`,
  ),
  speaker: icon(svg`<rect x="3" y="5" width="12" height="14" rx="2" /><path d="M18 6h3M18 12h3M18 18h3" />`),
  picture: icon(
    svg`<path d="M21 10V7.5A2.5 2.5 0 0 0 18.5 5h-13A2.5 2.5 0 0 0 3 7.5v9A2.5 2.5 0 0 0 5.5 19H9" /><rect x="12" y="12.5" width="9" height="7" rx="1.5" />`,
  ),
  full: icon(
    svg`<path d="M4 9V5a1 1 0 0 1 1-1h4M15 4h4a1 1 0 0 1 1 1v4M20 15v4a1 1 0 0 1-1 1h-4M9 20H5a1 1 0 0 1-1-1v-4" />`,
  ),
  keys: icon(
    svg`<rect x="2.5" y="6" width="19" height="12.5" rx="2.5" /><path d="M6.5 10h.1M10.2 10h.1M13.9 10h.1M17.5 10h.1M6.5 14.3h.1M17.5 14.3h.1M9.5 14.3h5" />`,
  ),
  record: icon(svg`<circle cx="12" cy="12" r="8.5" /><circle cx="12" cy="12" r="3.5" fill="currentColor" />`),
  effects: icon(
    svg`<path d="m13.5 4.5 1.2 3.3 3.3 1.2-3.3 1.2-1.2 3.3-1.2-3.3L9 9l3.3-1.2ZM6 13l.8 2.2L9 16l-2.2.8L6 19l-.8-2.2L3 16l2.2-.8ZM18.5 15l.6 1.9 1.9.6-1.9.6-.6 1.9-.6-1.9-1.9-.6 1.9-.6Z" />`,
  ),
  figures: icon(svg`<path d="M4 20h16M7 20v-6M12 20V5M17 20v-10" />`),
  captions: icon(
    svg`<rect x="3" y="5.5" width="18" height="13" rx="2.5" /><path d="M10.5 10.2a2.2 2.2 0 1 0 0 3.6M17 10.2a2.2 2.2 0 1 0 0 3.6" />`,
  ),
  notes: icon(
    svg`<path d="M6.5 4v16M6.5 7.5H18M6.5 12h8M6.5 16.5H17" /><path d="M4.5 7.5h4M4.5 12h4M4.5 16.5h4" />`,
  ),
  shield: icon(
    svg`<path d="M12 3.5 5 6v5.5c0 4.3 2.9 7.4 7 9 4.1-1.6 7-4.7 7-9V6l-7-2.5ZM9 12l2.2 2.2L15.2 10" />`,
  ),
} as const;
