import { css } from "lit";

/** A box that is on or off at once. */
export const switches = css`
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
