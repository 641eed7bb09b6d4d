import { css } from "lit";

export const callWindowStyles = css`
  :host {
    position: fixed;
    inset: 0;
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    gap: 6px;
    padding: 6px;
    background: var(--_background);
    color: var(--_text);
  }
  .tiles {
    position: relative;
    min-block-size: 0;
    overflow: clip;
  }
  .tiles > div {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    display: grid;
  }
  .bar {
    display: flex;
    justify-content: center;
    gap: 8px;
  }
  .bar button {
    inline-size: 44px;
    block-size: 44px;
    background: var(--_surface);
    border: 1px solid var(--_line);
  }
  .bar [aria-pressed="false"],
  .bar .leave {
    border-color: transparent;
    background: var(--_danger);
    color: var(--_on-danger);
  }
`;
