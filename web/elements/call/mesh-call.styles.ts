import { css } from "lit";

export const callStyles = css`
  :host {
    display: block;
    position: relative;
    block-size: var(--mesh-height, 36rem);
    max-block-size: 100dvb;
    min-inline-size: 280px;
    color-scheme: light dark;
    background: var(--_background);
    border-radius: var(--_radius);
    overflow: hidden;
  }
  :host([theme="light"]) {
    color-scheme: light;
  }
  :host([theme="dark"]) {
    color-scheme: dark;
  }
  .frame {
    position: absolute;
    inset: 0;
    container: mesh / size;
    background: var(--_background);
    color: var(--_text);
  }
  .page {
    position: absolute;
    inset: 0;
    overflow-y: auto;
    display: grid;
    padding: 28px;
  }
  .page > * {
    margin-block: auto;
    min-inline-size: 0;
  }
  .page:has(mesh-report) {
    align-content: center;
    gap: 24px;
  }
  .page:has(mesh-report) > * {
    margin-block: 0;
  }
  mesh-report {
    justify-self: center;
    max-inline-size: 27rem;
  }
  .call {
    position: absolute;
    inset: 0;
    display: grid;
    grid-template: minmax(0, 1fr) auto / minmax(0, 1fr);
    gap: 10px;
    padding: 12px 12px 8px;
  }
  .call.with-panel {
    grid-template-columns: minmax(0, 1fr) 340px;
  }
  .with-panel mesh-controls {
    grid-column: 1 / -1;
  }
  .main {
    position: relative;
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-block-size: 0;
  }
  /* Above the stage, not on it: there it would lie on faces, and on the buttons of tiles. */
  .top {
    order: -1;
    display: grid;
    gap: 8px;
    justify-items: center;
    max-block-size: 45cqb;
    overflow-y: auto;
  }
  .top:has(> :not(mesh-device-news)) {
    padding: 4px 4px 8px;
  }
  .top > * {
    max-inline-size: min(100%, 40rem);
  }
  .top mesh-notice {
    inline-size: 100%;
  }
  .pill {
    display: flex;
    align-items: center;
    gap: 10px;
    padding: 5px 14px;
    border-radius: 999px;
    background: light-dark(rgb(10 16 14 / 78%), #35423d);
    color: #fff;
    font-size: 0.8125rem;
    font-weight: 600;
    text-wrap: balance;
  }
  .pill svg {
    inline-size: 18px;
    block-size: 18px;
  }
  .pill button {
    min-block-size: 28px;
    padding: 0 12px;
    white-space: nowrap;
    border: 0;
    border-radius: 999px;
    background: #fff;
    color: #16211d;
    font-size: 0.8125rem;
    font-weight: 600;
  }
  /* Over the stage, and never over the buttons at its top. */
  .invite {
    position: absolute;
    grid-row: 2;
    inset: 52px 16px 12%;
    display: grid;
    grid-template-rows: minmax(0, 1fr);
    place-items: end center;
    pointer-events: none;
  }
  .card {
    display: grid;
    max-block-size: 100%;
    overflow-y: auto;
    gap: 4px;
    justify-items: center;
    max-inline-size: 26rem;
    padding: 18px 22px;
    border: 1px solid light-dark(transparent, var(--_line));
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    text-align: center;
    pointer-events: auto;
  }
  .card h2 {
    font-size: 1.125rem;
  }
  @container mesh (min-width: 720px) {
    .invite {
      inset-block-end: 16px;
    }
    .card {
      max-inline-size: none;
      padding: 14px 16px;
      justify-items: start;
      text-align: start;
    }
  }
  slot {
    display: contents;
  }
  .panel {
    display: grid;
    min-block-size: 0;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    overflow: hidden;
  }
  @container mesh (max-width: 719px) {
    .page {
      padding: 16px;
    }
    .call {
      gap: 8px;
      padding: 8px 8px 6px;
    }
    .call.with-panel {
      grid-template-columns: minmax(0, 1fr);
    }
    .panel {
      position: absolute;
      inset: 0;
      z-index: 3;
      border: 0;
      border-radius: 0;
    }
    /* What a panel covers, the keyboard does not go to. */
    .with-panel > :not(.panel) {
      visibility: hidden;
    }
  }
  @media (forced-colors: active) {
    .card,
    .panel,
    .pill,
    .pill button {
      border: 1px solid CanvasText;
    }
  }
`;
