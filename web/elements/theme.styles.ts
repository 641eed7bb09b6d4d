import { css } from "lit";

/**
 * Colours and measures that every element shares. A page sets `--mesh-*`; the elements read `--_*`.
 * `light-dark()` follows the color-scheme that <mesh-call> sets from its `theme`.
 */
export const theme = css`
  :host {
    --_accent: var(--mesh-accent, light-dark(#0b6b55, #63d8b4));
    --_on-accent: var(--mesh-on-accent, light-dark(#ffffff, #04261c));
    --_background: var(--mesh-background, light-dark(#f3f5f2, #0f1413));
    --_surface: var(--mesh-surface, light-dark(#ffffff, #19201e));
    --_tile: var(--mesh-tile, light-dark(#dfe6e1, #1f2826));
    --_text: var(--mesh-text, light-dark(#16211d, #edf3f0));
    --_quiet: var(--mesh-quiet, light-dark(#54625c, #9fb0a9));
    --_line: var(--mesh-line, light-dark(#d5ddd8, #303b37));
    --_danger: var(--mesh-danger, light-dark(#b3261e, #ff8a7d));
    --_on-danger: var(--mesh-on-danger, light-dark(#ffffff, #3a0904));
    --_warning: light-dark(#fff3d6, #3a2f12);
    --_on-warning: light-dark(#4d3800, #ffe3a3);
    --_radius: var(--mesh-radius, 16px);
    --_font: var(--mesh-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif);
    --_shadow: 0 1px 2px rgb(0 0 0 / 8%), 0 8px 24px rgb(0 0 0 / 10%);
    font-family: var(--_font);
    color: var(--_text);
    line-height: 1.45;
  }
  :host,
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  h2,
  h3,
  p {
    margin: 0;
  }
  h2 {
    font-size: 1.5rem;
    line-height: 1.2;
    text-wrap: balance;
    word-break: auto-phrase; /* Japanese: between phrases, where the browser can */
  }
  /* letters of Arabic hang together */
  h2:dir(ltr) {
    letter-spacing: -0.015em;
  }
  svg {
    display: block;
    flex: none;
  }
  :dir(rtl) > svg.turns {
    scale: -1 1;
  }
  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  .spoken {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
    visibility: visible;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 0.01ms !important;
      animation-iteration-count: 1 !important;
      transition: none !important;
    }
  }
`;

export const buttons = css`
  button {
    font: inherit;
    color: inherit;
    cursor: pointer;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }
  button:disabled {
    cursor: default;
    opacity: 0.55;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: 44px;
    padding: 8px 20px;
    border: 1px solid var(--_line);
    border-radius: 999px;
    background: var(--_surface);
    color: var(--_text);
    font-weight: 600;
    transition: background-color 0.15s;
  }
  .button:hover:not(:disabled) {
    background: color-mix(in oklab, var(--_surface), var(--_text) 7%);
  }
  .button svg {
    inline-size: 20px;
    block-size: 20px;
  }
  .primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .primary:hover:not(:disabled) {
    background: color-mix(in oklab, var(--_accent), var(--_text) 14%);
  }
  .bare {
    display: inline-grid;
    place-items: center;
    inline-size: 40px;
    block-size: 40px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: transparent;
  }
  .bare:hover {
    background: color-mix(in oklab, transparent, var(--_text) 10%);
  }
  @media (forced-colors: active) {
    .button,
    .bare {
      border: 1px solid ButtonText;
    }
  }
`;

export const fields = css`
  label {
    display: grid;
    gap: 6px;
    font-size: 0.875rem;
    font-weight: 600;
  }
  input,
  select,
  textarea {
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 44px;
    padding: 9px 14px;
    border: 1px solid color-mix(in oklab, var(--_line), var(--_text) 34%);
    border-radius: 12px;
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    font-size: 1rem;
    font-weight: 400;
  }
  ::placeholder {
    color: var(--_quiet);
    opacity: 1;
  }
  select {
    text-overflow: ellipsis;
  }
`;
