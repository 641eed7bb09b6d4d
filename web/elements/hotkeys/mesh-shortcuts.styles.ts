import { css } from "lit";

export const shortcutsStyles = css`
  .all {
    display: flex;
    flex-direction: column;
    gap: 12px;
    padding: 14px 18px 18px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .why,
  small {
    color: var(--_quiet);
    font-size: 0.875rem;
    font-weight: 400;
  }
  .check {
    grid-template-columns: auto 1fr;
    align-items: start;
    gap: 10px;
  }
  .check input {
    inline-size: 22px;
    min-block-size: 22px;
    margin: 0;
    accent-color: var(--_accent);
  }
  small {
    display: block;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: flex;
    align-items: center;
    gap: 6px;
    min-block-size: 48px;
    border-block-end: 1px solid var(--_line);
    font-size: 0.9375rem;
  }
  .name {
    flex: 1;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .keys {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    align-items: center;
    gap: 4px;
    min-inline-size: 44px;
    min-block-size: 40px;
    max-inline-size: 60%;
    padding: 4px 6px;
    border: 1px solid transparent;
    border-radius: 10px;
    background: none;
    font-size: 0.875rem;
  }
  .keys:hover {
    background: color-mix(in oklab, transparent, var(--_text) 8%);
  }
  .none {
    color: var(--_quiet);
  }
  kbd {
    padding: 2px 8px;
    border: 1px solid var(--_line);
    border-block-end-width: 2px;
    border-radius: 7px;
    background: var(--_background);
    font: inherit;
    font-size: 0.8125rem;
    font-weight: 600;
    white-space: nowrap;
  }
  .clear,
  .place {
    flex: none;
    inline-size: 32px;
    block-size: 32px;
    color: var(--_quiet);
  }
  .clear svg {
    inline-size: 16px;
    block-size: 16px;
  }
  .told {
    min-block-size: 1.5em;
    font-size: 0.875rem;
    font-weight: 600;
  }
  .button {
    align-self: start;
  }
  @media (forced-colors: active) {
    .keys,
    kbd {
      border-color: ButtonText;
    }
  }
`;
