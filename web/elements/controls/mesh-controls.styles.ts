import { css } from "lit";

export const controlsStyles = css`
  :host {
    display: block;
    container: controls / inline-size;
  }
  .bar {
    display: flex;
    justify-content: center;
    gap: 10px;
    padding: 4px 0;
  }
  button {
    position: relative;
    display: grid;
    justify-items: center;
    gap: 4px;
    min-inline-size: 72px;
    padding: 4px;
    border: 0;
    border-radius: 14px;
    background: none;
    font-size: 0.75rem;
    font-weight: 500;
    color: var(--_quiet);
  }
  .sign {
    display: grid;
    place-items: center;
    inline-size: 48px;
    block-size: 48px;
    border: 1px solid var(--_line);
    border-radius: 50%;
    background: var(--_surface);
    color: var(--_text);
    transition: background-color 0.15s;
  }
  button:hover .sign {
    background: color-mix(in oklab, var(--_surface), var(--_text) 8%);
  }
  .sending[aria-pressed="false"] .sign {
    border-color: transparent;
    background: color-mix(in oklab, var(--_surface), var(--_danger) 18%);
    color: var(--_danger);
  }
  .sharing[aria-pressed="true"] .sign,
  [aria-expanded="true"] .sign {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  button.sharing[aria-pressed="true"]:hover .sign,
  button[aria-expanded="true"]:hover .sign {
    background: color-mix(in oklab, var(--_accent), var(--_text) 14%);
  }
  .leave .sign {
    border-color: transparent;
    background: var(--_danger);
    color: var(--_on-danger);
  }
  button.leave:hover .sign {
    background: color-mix(in oklab, var(--_danger), var(--_text) 14%);
  }
  .badge {
    position: absolute;
    inset-block-start: 0;
    inset-inline-end: 10px;
    min-inline-size: 20px;
    padding: 0 5px;
    border-radius: 999px;
    background: var(--_accent);
    color: var(--_on-accent);
    box-shadow: 0 0 0 2px var(--_background);
    font-size: 0.75rem;
    font-weight: 700;
    line-height: 20px;
    text-align: center;
  }
  .problem {
    background: var(--_danger);
    color: var(--_on-danger);
  }
  @container controls (max-width: 559px) {
    .bar {
      gap: 4px;
      justify-content: space-evenly;
    }
    button {
      min-inline-size: 0;
    }
    .label {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .badge {
      inset-inline-end: 0;
    }
  }
  @container controls (max-width: 430px) {
    .bar {
      gap: 2px;
    }
    button {
      padding: 2px;
    }
    .sign {
      inline-size: 44px;
      block-size: 44px;
    }
  }
  @container controls (max-width: 345px) {
    .bar {
      gap: 0;
    }
    button {
      padding: 1px;
    }
    .sign {
      inline-size: 34px;
      block-size: 34px;
    }
    .sign svg {
      inline-size: 20px;
      block-size: 20px;
    }
  }
  @media (forced-colors: active) {
    .sign {
      border: 1px solid ButtonText !important;
    }
    [aria-pressed="true"] .sign,
    [aria-expanded="true"] .sign {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
