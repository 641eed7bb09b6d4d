import { css } from "lit";

export const settingsStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-block-size: 0;
    background: var(--_surface);
  }
  mesh-devices {
    padding: 16px 18px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
`;
