import { css } from "lit";

export const devicesStyles = css`
  :host {
    display: block;
  }
  .list {
    display: grid;
    gap: 14px;
  }
  label span {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  svg {
    inline-size: 18px;
    block-size: 18px;
    color: var(--_quiet);
  }
`;
