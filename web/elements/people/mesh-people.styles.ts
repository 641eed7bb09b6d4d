import { css } from "lit";

export const peopleStyles = css`
  h3 {
    font-size: 0.8125rem;
    color: var(--_quiet);
  }
  .all {
    display: flex;
    flex-direction: column;
    gap: 20px;
    padding: 16px 18px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  section {
    display: grid;
    gap: 8px;
  }
  ul,
  ol {
    display: grid;
    gap: 2px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    min-block-size: 44px;
  }
  .name {
    flex: 1;
    min-inline-size: 6rem;
    overflow-wrap: anywhere;
  }
  /* a name of the other direction too begins where the others do */
  :host(:dir(rtl)) .name {
    text-align: right;
  }
  /* a long name has a line, and both buttons the next one */
  .knock .name {
    flex-basis: auto;
    min-inline-size: 0;
  }
  .knock span {
    display: flex;
    gap: 8px;
  }
  small {
    display: block;
    color: var(--_quiet);
    font-size: 0.8125rem;
    font-weight: 400;
  }
  .talking {
    inline-size: 10px;
    block-size: 10px;
    border-radius: 50%;
    background: var(--_accent);
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    inline-size: 100%;
    padding-block-end: 8px;
  }
  .small {
    min-block-size: 36px;
    padding: 4px 14px;
    border: 1px solid var(--_line);
    border-radius: 999px;
    background: var(--_surface);
    color: var(--_text);
    font-size: 0.875rem;
    font-weight: 600;
  }
  .small:hover {
    background: color-mix(in oklab, var(--_surface), var(--_text) 7%);
  }
  .small.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .danger {
    justify-self: start;
    color: var(--_danger);
  }
  .check {
    display: flex;
    align-items: center;
    gap: 12px;
    min-block-size: 44px;
    font-size: 0.9375rem;
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
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 8px;
  }
  .row label {
    flex: 1;
    min-inline-size: 8rem;
  }
  .row .small {
    min-block-size: 44px;
  }
  .problem {
    color: var(--_danger);
    font-size: 0.875rem;
    font-weight: 600;
  }
  @media (forced-colors: active) {
    .small {
      border: 1px solid ButtonText;
    }
    .talking {
      background: CanvasText;
    }
  }
`;
