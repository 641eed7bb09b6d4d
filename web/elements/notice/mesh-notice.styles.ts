import { css } from "lit";

export const noticeStyles = css`
  :host {
    display: block;
  }
  .notice {
    display: grid;
    gap: 6px;
  }
  .sign {
    display: grid;
    place-items: center;
    color: var(--_accent);
  }
  .why,
  .code {
    color: var(--_quiet);
  }
  .code {
    font-size: 0.8125rem;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
  }

  :host([look="page"]) .notice {
    justify-items: center;
    max-inline-size: 27rem;
    margin-inline: auto;
    text-align: center;
    text-wrap: balance;
  }
  :host([look="page"]) .words {
    display: grid;
    gap: 8px;
  }
  :host([look="page"]) .sign {
    inline-size: 64px;
    block-size: 64px;
    margin-block-end: 10px;
    border-radius: 50%;
    background: color-mix(in oklab, var(--_surface), var(--_accent) 14%);
  }
  :host([look="page"]) .sign svg {
    inline-size: 30px;
    block-size: 30px;
  }
  :host([look="page"]) .actions {
    justify-content: center;
    margin-block-start: 16px;
  }

  :host([look="strip"]) .notice {
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 2px 12px;
    padding: 10px 14px;
    border-radius: 14px;
    background: var(--_warning);
    color: var(--_on-warning);
    font-size: 0.875rem;
    text-wrap: pretty;
  }
  :host([look="strip"]) .sign,
  :host([look="strip"]) .why {
    color: inherit;
  }
  :host([look="strip"]) h3 {
    font-size: 0.9375rem;
  }
  :host([look="strip"]) .words {
    display: grid;
    gap: 1px;
  }
  :host([look="strip"]) .button {
    min-block-size: 36px;
    padding: 4px 14px;
    white-space: nowrap;
  }
  @container mesh (max-width: 560px) {
    :host([look="strip"]) .notice {
      grid-template-columns: auto minmax(0, 1fr);
    }
    :host([look="strip"]) .actions {
      grid-column: 2;
      margin-block-start: 6px;
    }
  }
  @media (forced-colors: active) {
    :host([look="strip"]) .notice {
      border: 1px solid CanvasText;
    }
  }
`;
