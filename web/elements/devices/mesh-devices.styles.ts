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
  svg {
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
  input[role="switch"] {
    flex: none;
    appearance: none;
    position: relative;
    inline-size: 44px;
    block-size: 26px;
    min-block-size: 0;
    margin: 0;
    padding: 0;
    border: 2px solid color-mix(in oklab, var(--_line), var(--_text) 45%);
    border-radius: 999px;
    background: transparent;
    cursor: pointer;
    transition: background-color 0.15s;
  }
  input[role="switch"]::before {
    content: "";
    position: absolute;
    inset-block: 3px;
    inset-inline-start: 3px;
    inline-size: 16px;
    border-radius: 50%;
    background: color-mix(in oklab, var(--_line), var(--_text) 60%);
    transition: inset-inline-start 0.15s;
  }
  input[role="switch"]:checked {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  input[role="switch"]:checked::before {
    inset-inline-start: 21px;
    background: var(--_on-accent);
  }
  .test {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  @media (forced-colors: active) {
    input[role="switch"] {
      border-color: ButtonText;
    }
    input[role="switch"]::before {
      background: ButtonText;
    }
    input[role="switch"]:checked {
      border-color: Highlight;
      background: Highlight;
    }
    input[role="switch"]:checked::before {
      background: HighlightText;
    }
  }
`;
