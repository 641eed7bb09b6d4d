import { css } from "lit";

/** The field that everybody reads along in. */
export const typingStyles = css`
  .typing {
    display: flex;
    align-items: end;
    gap: 8px;
  }
  .typing label {
    flex: 1;
    min-inline-size: 0;
  }
  .typing textarea {
    display: block;
    max-block-size: 6rem;
    field-sizing: content;
    border-radius: 22px;
    resize: none;
  }
  .typing .bare {
    flex: none;
    inline-size: 44px;
    block-size: 44px;
  }
  .typing .send {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .trouble {
    color: var(--_danger);
    font-size: 0.8125rem;
    font-weight: 600;
  }
  .caret {
    display: inline-block;
    inline-size: 0;
    block-size: 1.1em;
    margin-inline: -1px;
    border-inline-start: 2px solid currentColor;
    vertical-align: text-bottom;
  }
`;

/** Three lines have a place, whatever is said: the stage above does not jump. */
export const captionsStyles = [
  typingStyles,
  css`
    :host {
      display: block;
      min-inline-size: 0;
    }
    .region {
      position: relative;
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 4px 8px;
      margin-block-start: 8px;
      padding: 8px 8px 8px 14px;
      border: 1px solid var(--_line);
      border-radius: var(--_radius);
      background: var(--_surface);
      color: var(--_text);
      --_caption: 1.125rem;
    }
    .region:dir(rtl) {
      padding: 8px 14px 8px 8px;
    }
    :host([over]) {
      position: absolute;
      inset-inline: 5%;
      inset-block-end: 5%;
      z-index: 3;
    }
    :host([over]) .region {
      max-inline-size: 60rem;
      margin-inline: auto;
    }
    :host([over]) .tools {
      display: none;
    }
    .small {
      --_caption: 0.9375rem;
    }
    .large {
      --_caption: 1.5rem;
    }
    .huge {
      --_caption: 2rem;
    }
    .dark,
    .yellow {
      border-color: #000;
      background: #000;
      color: #fff;
      color-scheme: dark;
      --_surface: #000;
      --_text: #fff;
      --_line: #6b7471;
      --_quiet: #c9d2ce;
      --_danger: #ff9c91;
    }
    .yellow .text {
      color: #ffe14d;
    }
    .dark :focus-visible,
    .yellow :focus-visible {
      outline-color: #fff;
    }
    /* turned around, so that it stays at its end, where the newest is */
    .lines {
      display: flex;
      flex-direction: column-reverse;
      block-size: calc(var(--_caption) * 1.4 * 3);
      overflow-y: auto;
      overscroll-behavior: contain;
      scrollbar-width: thin;
      font-size: var(--_caption);
      line-height: 1.4;
    }
    .lines:focus-visible {
      outline-offset: 2px;
    }
    .line {
      overflow-wrap: anywhere;
    }
    .line b::after {
      content: ":";
    }
    .line small {
      padding-inline: 5px;
      border: 1px solid currentColor;
      border-radius: 5px;
      font-size: 0.6875rem;
      vertical-align: 0.15em;
      color: var(--_quiet);
    }
    .tools {
      display: flex;
      align-items: start;
      justify-content: end;
      gap: 6px;
    }
    @container mesh (max-width: 719px) {
      .tools {
        grid-row: 1;
        grid-column: 1 / -1;
      }
      .lines {
        grid-column: 1 / -1;
      }
    }
    .tool {
      min-block-size: 36px;
      padding: 4px 12px;
      border: 1px solid currentColor;
      border-radius: 999px;
      background: transparent;
      color: inherit;
      font-size: 0.8125rem;
      font-weight: 600;
    }
    .tool:hover {
      background: color-mix(in oklab, transparent, currentColor 16%);
    }
    .hide {
      inline-size: 36px;
      block-size: 36px;
    }
    .typing,
    .trouble {
      grid-column: 1 / -1;
    }
    @media (pointer: coarse) {
      .tool,
      .hide {
        min-block-size: 44px;
        min-inline-size: 44px;
      }
    }
    @media (forced-colors: active) {
      .region,
      .tool {
        border: 1px solid CanvasText;
      }
    }
  `,
];
