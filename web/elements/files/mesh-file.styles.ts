import { css } from "lit";

export const fileStyles = css`
  :host {
    display: block;
    max-inline-size: 26rem;
    font-size: 0.9375rem;
  }
  .card {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    gap: 4px 12px;
    align-items: center;
    padding: 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: var(--_text);
  }
  .sign {
    display: grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    border-radius: 12px;
    background: color-mix(in oklab, var(--_surface), var(--_accent) 16%);
    color: var(--_accent);
  }
  .name {
    display: block;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .told,
  .state {
    color: var(--_quiet);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
  }
  .trouble {
    color: var(--_danger);
  }
  canvas,
  .wide,
  .buttons {
    grid-column: 1 / -1;
  }
  canvas {
    display: block;
    inline-size: auto;
    max-inline-size: 100%;
    block-size: auto;
    max-block-size: 16rem;
    margin-block-end: 8px;
    border-radius: 10px;
  }
  progress {
    appearance: none;
    inline-size: 100%;
    block-size: 6px;
    margin-block: 8px 4px;
    border: 0;
    border-radius: 3px;
    overflow: hidden;
    background: color-mix(in oklab, var(--_surface), var(--_text) 14%);
    color: var(--_accent);
  }
  progress::-webkit-progress-bar {
    background: transparent;
  }
  progress::-webkit-progress-value {
    background: var(--_accent);
    transition: inline-size 0.2s;
  }
  progress::-moz-progress-bar {
    background: var(--_accent);
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    margin-block-start: 6px;
  }
  .bare {
    inline-size: 44px;
    block-size: 44px;
  }
  @media (forced-colors: active) {
    progress {
      border: 1px solid CanvasText;
    }
    progress::-webkit-progress-value {
      background: Highlight;
    }
  }
`;
