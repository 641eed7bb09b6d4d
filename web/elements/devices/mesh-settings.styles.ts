import { css } from "lit";

export const settingsStyles = css`
  mesh-devices {
    padding: 16px 18px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
`;
