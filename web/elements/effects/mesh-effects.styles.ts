import { css } from "lit";

export const effectsStyles = css`
  .body {
    padding: 16px 18px;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .preview {
    display: block;
    inline-size: 100%;
    aspect-ratio: 16 / 9;
    border-radius: 12px;
    overflow: hidden;
  }
  .state {
    display: grid;
    justify-items: start;
    gap: 8px;
  }
  .state:not(:has(*)) {
    display: none;
  }
  .note {
    padding: 10px 14px;
    border-radius: 12px;
    font-size: 0.875rem;
    background: var(--_warning);
    color: var(--_on-warning);
  }
  .backgrounds {
    grid-template-columns: repeat(auto-fill, minmax(92px, 1fr));
    gap: 10px;
  }
  legend {
    padding-block-end: 8px;
  }
  .background {
    position: relative;
    display: grid;
    grid-template-rows: auto 1fr;
    gap: 8px;
    font-weight: 400;
    cursor: pointer;
  }
  .background input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    min-block-size: 0;
    margin: 0;
    padding: 0;
    opacity: 0;
    cursor: pointer;
  }
  .sample {
    display: grid;
    place-items: center;
    aspect-ratio: 16 / 10;
    border: 1px solid var(--_line);
    border-radius: 10px;
    background: var(--_tile);
    overflow: hidden;
  }
  .sample svg {
    inline-size: 28px;
    block-size: 28px;
    color: var(--_text);
  }
  canvas {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .background .name {
    align-items: start;
    justify-content: center;
    font-size: 0.8125rem;
    line-height: 1.25;
    text-align: center;
    overflow-wrap: anywhere;
  }
  .background:hover .sample {
    border-color: var(--_quiet);
  }
  .background input:checked + .sample {
    border-color: var(--_accent);
    box-shadow: 0 0 0 2px var(--_accent);
  }
  .background input:focus-visible + .sample {
    outline: 3px solid var(--_accent);
    outline-offset: 3px;
  }
  .strength {
    grid-template-columns: minmax(72px, 1fr) minmax(0, 3fr) 4em;
    align-items: center;
    gap: 12px;
    min-block-size: 44px;
    font-weight: 400;
    font-size: 0.9375rem;
  }
  .strength input {
    padding: 0;
    border: 0;
    background: transparent;
    accent-color: var(--_accent);
    cursor: pointer;
  }
  .value {
    color: var(--_quiet);
    font-size: 0.8125rem;
    font-variant-numeric: tabular-nums;
    text-align: end;
  }
  @media (forced-colors: active) {
    .sample {
      border-color: CanvasText;
    }
    .background input:checked + .sample {
      border-color: Highlight;
      outline: 3px solid Highlight;
    }
  }
`;
