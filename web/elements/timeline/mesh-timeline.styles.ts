import { css } from "lit";

export const timelineStyles = css`
  :host {
    grid-template-rows: auto minmax(0, 1fr) auto;
    font-size: 0.9375rem;
  }
  .log {
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 14px 18px;
  }
  .log:focus-visible {
    outline-offset: -3px;
  }
  .why {
    color: var(--_quiet);
    font-size: 0.8125rem;
    text-wrap: pretty;
  }
  :host > .why {
    padding: 16px 18px;
  }
  ol {
    display: grid;
    gap: 8px;
    margin: 14px 0 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: 4.25em minmax(0, 1fr);
    gap: 8px;
    align-items: baseline;
  }
  time,
  small {
    color: var(--_quiet);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }
  .what {
    overflow-wrap: anywhere;
  }
  .spoke .what {
    color: var(--_quiet);
  }
  .text {
    display: block;
    padding: 6px 12px;
    margin-block-start: 2px;
    border-radius: 12px;
    background: color-mix(in oklab, var(--_surface), var(--_text) 7%);
    white-space: pre-wrap;
  }
  .note .text {
    background: var(--_warning);
    color: var(--_on-warning);
  }
  .foot {
    display: grid;
    gap: 8px;
    padding: 12px;
    border-block-start: 1px solid var(--_line);
  }
  form {
    display: flex;
    gap: 8px;
  }
  form label {
    flex: 1;
    min-inline-size: 0;
  }
  .files {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .files .button {
    flex: 1 1 auto;
    padding: 6px 12px;
    font-size: 0.8125rem;
  }
`;
