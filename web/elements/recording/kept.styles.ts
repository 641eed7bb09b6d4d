import { css } from "lit";

/** What the panel and the lobby have in common. */
export const keptStyles = css`
  .kept {
    display: grid;
    gap: 10px;
    padding: 14px 16px;
    border: 1px solid var(--_line);
    border-radius: 14px;
    background: var(--_surface);
    font-size: 0.9375rem;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .quiet {
    color: var(--_quiet);
    font-size: 0.875rem;
  }
  .bad {
    padding: 10px 14px;
    border-radius: 12px;
    background: var(--_warning);
    color: var(--_on-warning);
  }
  /* by the list's direction, not the name's */
  li bdi {
    justify-self: start;
  }
  progress {
    inline-size: 100%;
    accent-color: var(--_accent);
  }
  .danger {
    color: var(--_danger);
  }
  @media (forced-colors: active) {
    .bad {
      border: 1px solid CanvasText;
    }
  }
`;
