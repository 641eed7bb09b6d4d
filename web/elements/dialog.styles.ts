import { css } from "lit";

/** A question over everything, with its answers at the end. */
export const dialogs = css`
  dialog {
    max-inline-size: min(26rem, 100vi - 32px);
    padding: 22px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }
  dialog h2 {
    color: var(--_text);
    font-size: 1.125rem;
  }
  dialog .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: 10px;
    margin-block-start: 18px;
  }
  .grave {
    border-color: transparent;
    background: var(--_danger);
    color: var(--_on-danger);
  }
  .grave:hover:not(:disabled) {
    background: color-mix(in oklab, var(--_danger), var(--_text) 14%);
  }
`;
