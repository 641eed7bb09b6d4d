import { css } from "lit";

export const reportStyles = css`
  :host {
    display: block;
    font-size: 0.9375rem;
  }
  .report {
    display: grid;
    gap: 10px;
    justify-items: center;
    text-align: center;
    text-wrap: pretty;
  }
  summary {
    padding-block: 10px;
    cursor: pointer;
    color: var(--_quiet);
  }
  details p,
  .report > p {
    color: var(--_quiet);
  }
  ul {
    display: grid;
    gap: 6px;
    margin: 10px 0 0;
    padding: 0;
    list-style: none;
    text-align: start;
  }
  li {
    overflow-wrap: anywhere;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
  }
  .said:empty {
    display: none;
  }
  .question {
    display: grid;
    gap: 8px;
    justify-items: center;
    margin-block-start: 8px;
    padding-block-start: 14px;
    border-block-start: 1px solid var(--_line);
  }
`;
