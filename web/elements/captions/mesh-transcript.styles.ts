import { css } from "lit";

export const transcriptStyles = css`
  :host {
    grid-template-rows: auto fit-content(55%) minmax(4rem, 1fr) auto;
    font-size: 0.9375rem;
  }
  /* turned around, so that it stays at its end unless somebody reads back */
  .log {
    display: flex;
    flex-direction: column-reverse;
    padding: 16px 18px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .all {
    flex: none;
    display: grid;
    gap: 14px;
    margin-block-end: auto;
  }
  .all:has(> .empty) {
    margin-block-start: auto;
  }
  .log:focus-visible {
    outline-offset: -3px;
  }
  .settings,
  .speech {
    display: grid;
    gap: 8px;
  }
  details[open] {
    padding-block-end: 10px;
  }
  .settings {
    padding: 12px 18px 4px;
    overflow-y: auto;
    border-block-end: 1px solid var(--_line);
  }
  .row {
    display: grid;
    gap: 8px;
  }
  .state {
    color: var(--_quiet);
    font-size: 0.875rem;
  }
  summary {
    min-block-size: 44px;
    padding-block: 11px;
    font-size: 0.875rem;
    font-weight: 600;
    cursor: pointer;
  }
  .check {
    grid-template-columns: auto 1fr;
    align-items: center;
    gap: 10px;
    min-block-size: 44px;
    font-weight: 400;
  }
  .check input {
    inline-size: 22px;
    block-size: 22px;
    min-block-size: 0;
    accent-color: var(--_accent);
  }
  .choices {
    display: grid;
    gap: 8px;
  }
  .list {
    display: grid;
    gap: 12px;
  }
  .entry {
    display: grid;
    gap: 2px;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 8px;
    font-size: 0.75rem;
    color: var(--_quiet);
  }
  .head b {
    color: var(--_text);
  }
  .head small {
    padding-inline: 5px;
    border: 1px solid currentColor;
    border-radius: 5px;
  }
  .text {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .empty {
    display: grid;
    gap: 4px;
    margin: auto;
    max-inline-size: 17rem;
    text-align: center;
    color: var(--_quiet);
    text-wrap: pretty;
  }
  .empty strong {
    color: var(--_text);
  }
  .foot {
    display: grid;
    gap: 8px;
    padding: 12px;
    border-block-start: 1px solid var(--_line);
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
