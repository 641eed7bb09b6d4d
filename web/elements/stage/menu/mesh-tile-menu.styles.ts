import { css } from "lit";

export const tileMenuStyles = css`
  :host {
    position: fixed;
    inset: auto;
    margin: 0;
    inline-size: max-content;
    min-inline-size: 12rem;
    max-inline-size: min(20rem, 100vi - 16px);
    max-block-size: calc(100vb - 16px);
    padding: 6px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
    overflow-y: auto;
    overscroll-behavior: contain;
    font-size: 0.9375rem;
  }
  .item {
    display: flex;
    align-items: center;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 44px;
    padding: 8px 12px;
    border: 0;
    border-radius: 10px;
    background: none;
    text-align: start;
  }
  .item:hover {
    background: color-mix(in oklab, var(--_surface), var(--_text) 9%);
  }
  .item[aria-pressed="true"] {
    color: var(--_accent);
    font-weight: 600;
  }
  .item svg,
  .bare svg {
    inline-size: 22px;
    block-size: 22px;
  }
  :focus-visible {
    outline-offset: -3px;
  }
  .row {
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: center;
    gap: 0 12px;
    padding: 8px 12px 4px;
  }
  .row input {
    grid-column: 1 / -1;
    inline-size: 100%;
    min-block-size: 32px;
    margin: 0;
    accent-color: var(--_accent);
  }
  .connection {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 2px 12px;
    margin: 6px 0 0;
    padding: 8px 12px;
    border-block-start: 1px solid var(--_line);
    font-size: 0.8125rem;
  }
  .connection dt {
    color: var(--_quiet);
  }
  .connection dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
  }
  .connection small {
    display: block;
    color: var(--_quiet);
    text-wrap: pretty;
  }
  output {
    color: var(--_quiet);
    font-variant-numeric: tabular-nums;
  }
  .zoom {
    display: flex;
    align-items: center;
    gap: 4px;
  }
  .bare {
    inline-size: 44px;
    block-size: 44px;
  }
  .corners {
    display: grid;
    grid-template-columns: 44px 44px;
    gap: 4px;
  }
  .corners .bare {
    position: relative;
    border: 1px solid var(--_line);
    border-radius: 10px;
  }
  .corners i {
    position: absolute;
    inline-size: 14px;
    block-size: 10px;
    border-radius: 3px;
    background: currentColor;
  }
  .start-start i,
  .start-end i {
    inset-block-start: 7px;
  }
  .end-start i,
  .end-end i {
    inset-block-end: 7px;
  }
  .start-start i,
  .end-start i {
    inset-inline-start: 7px;
  }
  .start-end i,
  .end-end i {
    inset-inline-end: 7px;
  }
  .corners [aria-pressed="true"] {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  @media (forced-colors: active) {
    :host {
      border-color: CanvasText;
    }
    .corners i {
      background: ButtonText;
    }
    [aria-pressed="true"] {
      outline: 2px solid Highlight;
    }
  }
`;
