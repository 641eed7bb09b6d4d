import { css } from "lit";

export const devicesStyles = css`
  :host {
    display: block;
  }
  .list {
    display: grid;
    gap: 22px;
  }
  .group {
    display: grid;
    gap: 10px;
    min-inline-size: 0;
  }
  label > span,
  .label span {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .label {
    font-size: 0.875rem;
    font-weight: 600;
  }
  :where(.list) svg {
    inline-size: 18px;
    block-size: 18px;
    color: var(--_quiet);
  }
  .button svg {
    color: inherit;
  }
  fieldset {
    display: grid;
    gap: 2px;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    color: var(--_quiet);
    font-size: 0.8125rem;
    font-weight: 600;
  }
  .switch {
    display: flex;
    align-items: center;
    gap: 12px;
    min-block-size: 44px;
    font-weight: 400;
    font-size: 0.9375rem;
    cursor: pointer;
  }
  .why.beside {
    margin-block: -8px 4px;
    margin-inline-start: 56px;
  }
  .why {
    color: var(--_quiet);
    font-size: 0.8125rem;
  }
  .why:empty {
    display: none;
  }
  summary {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 44px;
    font-weight: 600;
    font-size: 0.9375rem;
    cursor: pointer;
  }
  summary::before {
    content: "";
    inline-size: 0.45em;
    block-size: 0.45em;
    margin-inline: 4px;
    border-block-end: 2px solid;
    border-inline-end: 2px solid;
    rotate: -45deg;
  }
  summary:dir(rtl)::before {
    rotate: 45deg;
  }
  [open] > summary::before {
    rotate: 45deg;
  }
  .test {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
`;
