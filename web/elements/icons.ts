import { html, svg, type TemplateResult } from "lit";

/**
 * Icons on a 24 by 24 grid, drawn with one line in the text's colour. The button beside them has the words.
 * @param turns means a direction, or shows text: mirrored where text runs from right to left
 */
export function icon(shape: TemplateResult, turns: "turns" | "" = ""): TemplateResult {
  return html`<svg
    class=${turns}
    viewBox="0 0 24 24"
    width="24"
    height="24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    ${shape}
  </svg>`;
}

export const icons = {
  microphone: icon(
    svg`<rect x="9" y="3" width="6" height="11" rx="3" /><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" />`,
  ),
  "microphone-off": icon(
    svg`<path d="M9 9.5V11a3 3 0 0 0 4.8 2.4M15 10.5V6a3 3 0 0 0-5.8-1.1M5.5 11.5a6.5 6.5 0 0 0 10 5.5M18.5 11.5a6.5 6.5 0 0 1-.6 2.7M12 18v3M4 3.5l16 17" />`,
  ),
  camera: icon(
    svg`<rect x="2.5" y="6" width="13" height="12" rx="3" /><path d="m15.5 10.6 4.6-2.7a.6.6 0 0 1 .9.5v7.2a.6.6 0 0 1-.9.5l-4.6-2.7" />`,
  ),
  "camera-off": icon(
    svg`<path d="M9.5 6h3a3 3 0 0 1 3 3v3M15.3 16.4a3 3 0 0 1-2.8 1.6h-7a3 3 0 0 1-3-3V9a3 3 0 0 1 2.6-3M15.5 10.6l4.6-2.7a.6.6 0 0 1 .9.5v7.2a.6.6 0 0 1-.9.5M4 3.5l16 17" />`,
  ),
  screen: icon(
    svg`<rect x="3" y="4.5" width="18" height="12" rx="2.5" /><path d="M8.5 20.5h7M12 13.5v-5m-2.3 2.2L12 8.4l2.3 2.3" />`,
  ),
  chat: icon(
    svg`<path d="M5.5 4.5h13a2.5 2.5 0 0 1 2.5 2.5v7.5a2.5 2.5 0 0 1-2.5 2.5H12l-4.5 3.6V17h-2A2.5 2.5 0 0 1 3 14.5V7a2.5 2.5 0 0 1 2.5-2.5Z" /><path d="M7.5 9h9M7.5 12.5h5.5" />`,
    "turns",
  ),
  devices: icon(
    svg`<path d="M4 7h9M19 7h1M4 17h1M11 17h9" /><circle cx="16" cy="7" r="2.6" /><circle cx="8" cy="17" r="2.6" />`,
  ),
  leave: icon(
    svg`<path d="M3.4 14.6c-.6-.7-.5-2.3.6-3.3a12 12 0 0 1 16 0c1.1 1 1.2 2.6.6 3.3l-.9.9c-.4.4-1 .5-1.5.2l-2.4-1.2a1.2 1.2 0 0 1-.6-1.3l.3-1.3a10.5 10.5 0 0 0-7 0l.3 1.3c.1.5-.1 1-.6 1.3l-2.4 1.2c-.5.3-1.1.2-1.5-.2Z" />`,
  ),
  pin: icon(svg`<path d="M9 4h6l-.8 5.6 3.3 3.4H6.5l3.3-3.4L9 4ZM12 13v7" />`),
  close: icon(svg`<path d="m6 6 12 12M18 6 6 18" />`),
  link: icon(
    svg`<path d="M10 14a4 4 0 0 0 6 .4l3-3a4.2 4.2 0 0 0-6-6l-1.2 1.2M14 10a4 4 0 0 0-6-.4l-3 3a4.2 4.2 0 0 0 6 6l1.2-1.2" />`,
  ),
  speaker: icon(svg`<path d="M4 9.5v5h3.5l5 4v-13l-5 4ZM16 9a4.2 4.2 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11" />`),
  alert: icon(svg`<circle cx="12" cy="12" r="9" /><path d="M12 7.5v5.5M12 16.3v.1" />`),
  cut: icon(
    svg`<path d="M4.5 9.8a11 11 0 0 1 4-2.3M15.5 7.5a11 11 0 0 1 4 2.3M8 13.5a6 6 0 0 1 2-1.2M14 12.3a6 6 0 0 1 2 1.2M12 17.6v.1M4 3.5l16 17" />`,
  ),
  network: icon(svg`<path d="M4.5 9.8a11 11 0 0 1 15 0M8 13.5a6 6 0 0 1 8 0M12 17.6v.1" />`),
  tabs: icon(
    svg`<rect x="3" y="7.5" width="13" height="12" rx="2.5" /><path d="M8 4.5h10.5A2.5 2.5 0 0 1 21 7v9" />`,
  ),
  people: icon(
    svg`<circle cx="9" cy="8.5" r="3.5" /><path d="M2.8 19.5a6.2 6.2 0 0 1 12.4 0M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14a6.2 6.2 0 0 1 3.7 5.5" />`,
  ),
  more: icon(svg`<path d="M5.5 12h.1M12 12h.1M18.5 12h.1" stroke-width="3" />`),
  check: icon(svg`<path d="m5 12.5 4.5 4.5L19 7.5" />`),
  hand: icon(
    svg`<path d="M8 12.5V6a1.4 1.4 0 0 1 2.8 0v5M10.8 11V4.4a1.4 1.4 0 0 1 2.8 0V11M13.6 11V5.6a1.4 1.4 0 0 1 2.8 0v6.9M16.4 12.2V8.6a1.3 1.3 0 0 1 2.6 0v6.6c0 3.6-2.3 6.3-5.7 6.3-2.6 0-4-1-5.3-3.1l-3-4.9a1.4 1.4 0 0 1 2.3-1.6L8 13.2" />`,
  ),
  smile: icon(
    svg`<circle cx="12" cy="12" r="9" /><path d="M8.3 14.2a4.4 4.4 0 0 0 7.4 0M9.2 9.6v.1M14.8 9.6v.1" />`,
  ),
  wave: icon(svg`<path d="M4 12h1.5M18.5 12H20M8.5 7v10M12 4v16M15.5 8v8" />`),
} as const;

export type IconName = keyof typeof icons;
