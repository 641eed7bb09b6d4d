import { css } from "lit";

/** What lies open beside the stage: its name and the way to close it, and below that its content. */
export const panelHead = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-block-size: 0;
    background: var(--_surface);
  }
  header {
    display: flex;
    align-items: center;
    padding-block: 10px;
    padding-inline: 18px 10px;
    border-block-end: 1px solid var(--_line);
  }
  h2 {
    flex: 1;
    font-size: 1.0625rem;
  }
`;
