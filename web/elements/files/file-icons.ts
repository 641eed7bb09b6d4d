import { svg } from "lit";
import { icon } from "../icons.ts";

export const fileIcons = {
  file: icon(
    svg`<path d="M13.5 3.5H7a2 2 0 0 0-2 2v13a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V9l-5.5-5.5ZM13.5 3.5V9H19" />`,
  ),
  pause: icon(svg`<path d="M9 6v12M15 6v12" />`),
  resume: icon(svg`<path d="m8 5.5 10 6.5-10 6.5v-13Z" />`),
  remove: icon(
    svg`<path d="M4.5 6.5h15M9.5 6.5v-2h5v2M6.5 6.5l.8 12a1.5 1.5 0 0 0 1.5 1.5h6.4a1.5 1.5 0 0 0 1.5-1.5l.8-12M10 10.5v6M14 10.5v6" />`,
  ),
  save: icon(svg`<path d="M12 4v10.5m-4.2-4 4.2 4.2 4.2-4.2M5 19.5h14" />`),
};
