import { css } from "lit";

export const stageStyles = css`
  :host {
    display: block;
    position: relative;
    min-block-size: 0;
    min-inline-size: 0;
  }
  :host(:fullscreen) {
    background: var(--_background);
  }
  .stage {
    position: absolute;
    inset: 0;
    overflow: clip;
  }
  [role="list"] {
    block-size: 100%;
  }
  /* Where and how large: geometry.ts. */
  [role="listitem"] {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    display: grid;
    contain: size layout;
    transform-origin: 0 0;
  }
  [role="listitem"]:dir(rtl) {
    transform-origin: 100% 0;
  }
  .floating {
    z-index: 1;
    touch-action: none;
    cursor: grab;
    border-radius: calc(var(--_radius) * 0.8);
    box-shadow:
      0 0 0 2px var(--_background),
      var(--_shadow);
  }
  .show-own {
    position: absolute;
    inset-inline-end: 8px;
    inset-block-end: 8px;
    background: rgb(10 16 14 / 72%);
    color: #fff;
  }
  .tap {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    z-index: 2;
    pointer-events: none;
  }
  .tap button {
    pointer-events: auto;
  }
`;
