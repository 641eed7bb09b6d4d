import { css } from "lit";

export const verificationStyles = css`
  :host {
    font-size: 0.9375rem;
  }
  .all {
    display: flex;
    flex-direction: column;
    gap: 20px;
    padding: 16px 18px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  section,
  .state {
    display: grid;
    gap: 10px;
    justify-items: start;
  }
  h3 {
    font-size: 1rem;
    overflow-wrap: anywhere;
  }
  .quiet {
    color: var(--_quiet);
    font-size: 0.875rem;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  ol {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(4.75rem, 1fr));
    gap: 8px;
    inline-size: 100%;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    justify-items: center;
    gap: 2px;
    padding: 8px 4px;
    border-radius: 12px;
    background: color-mix(in oklab, var(--_surface), var(--_text) 6%);
    font-size: 0.8125rem;
    text-align: center;
    overflow-wrap: anywhere;
  }
  .symbol {
    font-size: 1.75rem;
    line-height: 1.3;
  }
  .good {
    display: flex;
    align-items: center;
    gap: 8px;
    color: var(--_accent);
  }
  .warning {
    display: grid;
    gap: 4px;
    padding: 10px 14px;
    border-radius: 12px;
    background: var(--_warning);
    color: var(--_on-warning);
  }
  @media (forced-colors: active) {
    li,
    .warning {
      border: 1px solid CanvasText;
    }
  }
`;
