import { css } from "lit";

export const statsStyles = css`
  :host {
    font-size: 0.875rem;
  }
  .all {
    display: flex;
    flex-direction: column;
    gap: 20px;
    padding: 16px 18px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .all:focus-visible {
    outline-offset: -3px;
  }
  .limit {
    padding: 10px 14px;
    border-radius: 12px;
    background: var(--_warning);
    color: var(--_on-warning);
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    table-layout: fixed;
    font-variant-numeric: tabular-nums;
  }
  caption {
    padding-block-end: 6px;
    font-size: 0.9375rem;
    font-weight: 700;
    text-align: start;
    overflow-wrap: anywhere;
  }
  th,
  td {
    padding: 4px 0;
    padding-inline-end: 8px;
    border-block-end: 1px solid var(--_line);
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
  }
  th {
    font-weight: 400;
    color: var(--_quiet);
  }
  td span {
    display: block;
    white-space: nowrap;
  }
  .group th {
    padding-block-start: 12px;
    font-weight: 600;
    font-size: 0.8125rem;
  }
  .group th[scope="rowgroup"] {
    color: var(--_text);
  }
  dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 2px 12px;
    margin: 8px 0 0;
  }
  dt {
    color: var(--_quiet);
  }
  dd {
    margin: 0;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .copy {
    display: grid;
    gap: 12px;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 12px;
    min-block-size: 44px;
    cursor: pointer;
  }
  .check input {
    flex: none;
    inline-size: 22px;
    block-size: 22px;
    min-block-size: 0;
    margin: 0;
    accent-color: var(--_accent);
  }
  small {
    display: block;
    color: var(--_quiet);
    font-size: 0.8125rem;
    font-weight: 400;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
`;
