import { css } from "lit";

/** What lies open beside the stage: its name, and the way to close it. */
export const panelHead = css`
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding-block: 10px;
    padding-inline: 18px 10px;
    border-block-end: 1px solid var(--_line);
  }
  h2 {
    font-size: 1.0625rem;
  }
`;
