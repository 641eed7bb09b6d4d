import { css } from "lit";

export const inviteStyles = css`
  :host {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 10px 28px;
  }
  p {
    text-wrap: pretty;
    color: var(--_quiet);
    font-size: 0.9375rem;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
  }
`;
