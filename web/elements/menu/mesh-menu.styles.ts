import { css } from "lit";

export const menuStyles = css`
  :host {
    position: fixed;
    inset: auto;
    margin: 0;
    inline-size: max-content;
    min-inline-size: 13rem;
    max-inline-size: min(22rem, 100vi - 16px);
    padding: 6px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  button {
    border: 0;
    border-radius: 10px;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }
  button:hover,
  button:focus {
    background: color-mix(in oklab, var(--_surface), var(--_text) 9%);
  }
  button:focus-visible {
    outline-offset: -3px;
  }
  .item {
    display: flex;
    align-items: center;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 44px;
    padding: 8px 12px;
    font-size: 0.9375rem;
    text-align: start;
  }
  .item svg {
    inline-size: 22px;
    block-size: 22px;
  }
  .item.grave {
    color: var(--_danger);
    font-weight: 600;
  }
  .label {
    flex: 1;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .check {
    color: var(--_accent);
  }
  .count {
    min-inline-size: 22px;
    padding: 0 6px;
    border-radius: 999px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 0.8125rem;
    font-weight: 700;
    line-height: 22px;
    text-align: center;
  }
  kbd {
    color: var(--_quiet);
    font: inherit;
    font-size: 0.8125rem;
    white-space: nowrap;
  }
  @media (pointer: coarse) {
    kbd {
      display: none;
    }
  }
  .signs {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 2px;
  }
  .sign {
    inline-size: 44px;
    block-size: 44px;
    padding: 0;
    border-radius: 50%;
    font-size: 1.625rem;
    line-height: 44px;
    text-align: center;
    transition: scale 0.1s;
  }
  .sign:active {
    scale: 1.25;
  }
  hr {
    margin: 6px 8px;
    border: 0;
    border-block-start: 1px solid var(--_line);
  }
  @media (forced-colors: active) {
    :host {
      border-color: CanvasText;
    }
    button:focus {
      outline: 2px solid Highlight;
      outline-offset: -3px;
    }
  }
`;
