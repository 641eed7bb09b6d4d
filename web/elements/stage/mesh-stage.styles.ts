import { css } from "lit";

export const stageStyles = css`
  :host {
    display: block;
    position: relative;
    min-block-size: 0;
    container: stage / size;
  }
  .stage {
    position: absolute;
    inset: 0;
    display: grid;
    gap: 12px;
  }
  [role="listitem"] {
    position: relative;
    display: grid;
    min-inline-size: 0;
    min-block-size: 0;
  }
  .pair .own {
    position: absolute;
    inset-inline-end: 14px;
    inset-block-end: 14px;
    inline-size: clamp(104px, 22cqi, 248px);
    aspect-ratio: 16 / 10;
    border-radius: calc(var(--_radius) * 0.8);
    box-shadow:
      0 0 0 2px var(--_background),
      var(--_shadow);
  }
  .screen {
    --_lane: clamp(150px, 19cqi, 230px);
    grid-template: minmax(0, 1fr) / minmax(0, 1fr) var(--_lane);
  }
  .screens,
  .people {
    display: grid;
    gap: 12px;
    min-block-size: 0;
    min-inline-size: 0;
  }
  .screen .people {
    /* 16:10, or less where that many do not fit */
    grid-auto-rows: minmax(0, calc(var(--_lane) * 10 / 16));
    align-content: start;
  }
  .screen:has(.lines) {
    grid-template-columns: minmax(0, 1fr) clamp(180px, 26cqi, 340px);
  }
  .screen .lines {
    grid-template-columns: repeat(2, minmax(0, 1fr));
    grid-auto-rows: minmax(0, 1fr);
    align-content: stretch;
  }
  .focus {
    --_lane: clamp(140px, 19cqi, 230px);
    grid-template: repeat(var(--_beside), minmax(0, 1fr)) / minmax(0, 1fr) repeat(var(--_lanes), var(--_lane));
  }
  .focus:has(> :nth-child(7)) {
    --_lane: clamp(90px, 13cqi, 170px);
  }
  .focus .large {
    grid-area: 1 / 1 / -1;
  }
  /* Wrapped, and not a grid, so that a last row that is not full stands in the middle. */
  .grid {
    --_columns: 2;
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
  }
  .grid > * {
    /* a hair less, or rounding would put the last of a row into the next one */
    inline-size: calc((100% - 12px * (var(--_columns) - 1)) / var(--_columns) - 0.02px);
  }
  .grid.many {
    --_columns: 3;
  }
  .grid.crowd {
    --_columns: 4;
  }
  @container stage (max-aspect-ratio: 1/1) {
    .pair .own {
      aspect-ratio: 3 / 4;
      inline-size: clamp(92px, 26cqi, 150px);
    }
    .screen {
      grid-template: minmax(0, 1fr) clamp(96px, 20cqb, 150px) / minmax(0, 1fr);
    }
    .screen .people {
      grid-auto-flow: column;
      grid-auto-columns: minmax(0, 1fr);
      grid-auto-rows: minmax(0, 1fr);
      align-content: stretch;
    }
    .screen:has(.lines) {
      grid-template: minmax(0, 1fr) clamp(132px, 26cqb, 220px) / minmax(0, 1fr);
    }
    .screen .lines {
      grid-template: repeat(2, minmax(0, 1fr)) / none;
    }
    .focus {
      --_lane: clamp(84px, 16cqb, 150px);
      grid-template: minmax(0, 1fr) repeat(var(--_lanes), var(--_lane)) /
          repeat(var(--_beside), minmax(0, 1fr));
    }
    .focus:has(> :nth-child(7)) {
      --_lane: clamp(60px, 12cqb, 105px);
    }
    .focus .large {
      grid-area: 1 / 1 / auto / -1;
    }
    .grid.many {
      --_columns: 2;
    }
  }
  @container stage (max-aspect-ratio: 3/4) {
    .grid:not(.many) {
      --_columns: 1;
    }
  }
  /* a phone on its side */
  @container stage (min-aspect-ratio: 9/4) {
    .grid {
      --_columns: 4;
    }
    .grid.many {
      --_columns: 5;
    }
  }
  .tap {
    position: absolute;
    inset-inline: 0;
    inset-block-start: 14px;
    display: grid;
    justify-items: center;
    z-index: 2;
  }
`;
