import { svg } from "lit";
import { icon } from "../../icons.ts";

/** Only a menu needs them. */
export const menuIcons = {
  expand: icon(
    svg`<path d="M4 9V5a1 1 0 0 1 1-1h4M15 4h4a1 1 0 0 1 1 1v4M20 15v4a1 1 0 0 1-1 1h-4M9 20H5a1 1 0 0 1-1-1v-4" />`,
  ),
  fit: icon(
    svg`<rect x="3" y="5" width="18" height="14" rx="2.5" /><rect x="7" y="8.5" width="10" height="7" rx="1" />`,
  ),
  minus: icon(svg`<path d="M6 12h12" />`),
  plus: icon(svg`<path d="M6 12h12M12 6v12" />`),
  "speaker-off": icon(svg`<path d="M4 9.5v5h3.5l5 4v-13l-5 4ZM16.5 9.8l4.4 4.4M20.9 9.8l-4.4 4.4" />`),
} as const;
