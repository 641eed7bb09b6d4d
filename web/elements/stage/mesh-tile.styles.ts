import { css } from "lit";

export const tileStyles = css`
  :host {
    display: block;
    position: relative;
    min-inline-size: 0;
    min-block-size: 0;
    container: tile / size;
    border-radius: var(--_radius);
  }
  .tile {
    position: absolute;
    inset: 0;
    overflow: hidden;
    border-radius: inherit;
    background: var(--_tile);
    isolation: isolate;
  }
  /*
   * What is in a corner or in the middle is moved there: a tile that changes its size then shifts nothing, which would
   * count as a jump of the page and cost layout.
   */
  :host {
    --_towards: 1;
  }
  :host(:dir(rtl)) {
    --_towards: -1;
  }
  .picture,
  video {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    inline-size: 100%;
    block-size: 100%;
  }
  .picture.zoomed {
    overflow: auto;
  }
  .picture.zoomed:focus-visible {
    outline-offset: -3px;
  }
  video {
    object-fit: cover;
  }
  .whole video {
    object-fit: contain;
    background: #000;
  }
  :host([own][source="camera"]:not([as-seen])) video {
    transform: scaleX(-1);
  }
  /* Still laid out: it is what tells how large a picture is wanted. */
  :host([paused]) video {
    opacity: 0;
  }
  .centre {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    inline-size: 0;
    block-size: 0;
    translate: calc(50cqi * var(--_towards)) 50cqb;
  }
  :host([plain]) .centre {
    translate: calc(50cqi * var(--_towards)) calc(50cqb - 26px);
  }
  .rest {
    position: absolute;
    display: none;
    inline-size: max-content;
    translate: calc(-50% * var(--_towards)) clamp(28px, 21cqmin, 82px);
    font-size: 0.8125rem;
    color: var(--_text);
  }
  :host([paused]) .rest {
    display: block;
  }
  /* A drawing, which grows as one: text that changed its size would count as moved. */
  .avatar {
    position: absolute;
    inline-size: clamp(40px, 34cqmin, 132px);
    block-size: auto;
    aspect-ratio: 1;
    translate: calc(-50% * var(--_towards)) -50%;
    fill: var(--_tone);
  }
  .avatar text {
    font-size: 37px;
    font-weight: 600;
    letter-spacing: 0.01em;
    text-anchor: middle;
    dominant-baseline: central;
    fill: light-dark(#fff, #0d1412);
  }
  .tone-0 {
    --_tone: light-dark(#0b6b55, #63d8b4);
  }
  .tone-1 {
    --_tone: light-dark(#2a5fa8, #8fbcf7);
  }
  .tone-2 {
    --_tone: light-dark(#7a4a9e, #cda6ec);
  }
  .tone-3 {
    --_tone: light-dark(#9a5214, #f0b27a);
  }
  .tone-4 {
    --_tone: light-dark(#a23a5c, #f2a0b8);
  }
  .tone-5 {
    --_tone: light-dark(#4c6423, #bdd48a);
  }
  .foot {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    inline-size: calc(100% - 2 * var(--_edge));
    block-size: 0;
    translate: calc(var(--_edge) * var(--_towards)) calc(100cqb - var(--_edge));
    --_edge: 10px;
  }
  .plate {
    position: absolute;
    inset-block-end: 0;
    inset-inline-start: 0;
    max-inline-size: 100%;
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 4px 10px;
    border-radius: 999px;
    background: rgb(10 16 14 / 72%);
    color: #fff;
    font-size: 0.8125rem;
    font-weight: 600;
  }
  .plate .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .plate svg {
    inline-size: 16px;
    block-size: 16px;
    color: #ffb3aa;
  }
  .plate .bars {
    inline-size: 15px;
    block-size: 12px;
    color: #ffd98a;
  }
  .plate .bad {
    color: #ffb3aa;
  }
  .plate .bars.detail {
    color: #fff;
  }
  .relayed {
    font-weight: 400;
  }
  :host(:not(:hover, :focus-within)) .detail {
    display: none;
  }
  .mark {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-start: 8px;
    padding: 2px 8px;
    border-radius: 999px;
    background: #fff;
    font-size: 1.25rem;
    line-height: 1.4;
  }
  .buttons {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: 0;
    display: flex;
    gap: 4px;
    --_edge: 8px;
    translate: calc((100cqi - 100% - var(--_edge)) * var(--_towards)) var(--_edge);
  }
  .buttons button {
    inline-size: 36px;
    block-size: 36px;
    background: rgb(10 16 14 / 72%);
    color: #fff;
    opacity: 0;
    transition: opacity 0.15s;
  }
  .buttons svg {
    inline-size: 18px;
    block-size: 18px;
  }
  :host(:hover) .buttons button,
  .buttons :focus-visible,
  .buttons [aria-pressed="true"],
  .buttons [aria-expanded="true"] {
    opacity: 1;
  }
  .buttons button:hover {
    background: rgb(10 16 14 / 90%);
  }
  .buttons :focus-visible {
    outline-color: #fff;
    outline-offset: -3px;
  }
  .pin[aria-pressed="true"] {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  @media (hover: none) {
    .buttons button {
      opacity: 0.8;
    }
  }
  .ring {
    position: absolute;
    inset: 0;
    border-radius: inherit;
    pointer-events: none;
    box-shadow: inset 0 0 0 3px var(--_accent);
    opacity: 0;
    transition: opacity 0.18s;
  }
  :host([speaking]) .ring {
    opacity: 1;
  }
  .wait {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 12px;
    background: rgb(10 16 14 / 66%);
    color: #fff;
    font-weight: 600;
    font-size: clamp(0.75rem, 6cqmin, 1rem);
  }
  .no-path {
    gap: 6px;
    padding: 8px 12px 20%;
    background: rgb(10 16 14 / 92%);
    font-weight: 400;
    text-align: center;
  }
  .no-path span {
    max-inline-size: 46ch;
  }
  .spinner {
    inline-size: clamp(18px, 10cqmin, 32px);
    aspect-ratio: 1;
    border: 3px solid rgb(255 255 255 / 30%);
    border-block-start-color: #fff;
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 360deg;
    }
  }
  @container tile (max-width: 200px) {
    .foot {
      --_edge: 6px;
    }
    .plate {
      padding: 2px 8px;
      font-size: 0.75rem;
    }
    .no-path span,
    :host([paused]) .rest {
      display: none;
    }
    .mark {
      inset-block-start: 4px;
      inset-inline-start: 4px;
      padding: 0 6px;
      font-size: 1rem;
    }
    .buttons {
      --_edge: 4px;
    }
    .buttons button {
      inline-size: 28px;
      block-size: 28px;
    }
  }
  /* There the words would lie under the name. */
  @container tile (max-height: 160px) {
    :host([paused]) .rest {
      display: none;
    }
  }
  /* A finger is broader than a pointer. */
  @media (hover: none) {
    @container tile (min-width: 69px) {
      .buttons button {
        inline-size: 36px;
        block-size: 36px;
      }
    }
  }
  /* A name needs all of a tiny tile's width. */
  @container tile (max-width: 100px) {
    /* Both have no place beside each other; the menu pins too. */
    .pin:has(+ .menu) {
      display: none;
    }
    .foot {
      --_edge: 3px;
    }
    .plate {
      padding: 2px 6px;
    }
    .plate .bars {
      box-sizing: content-box;
      position: absolute;
      inset-inline-start: 0;
      inset-block-end: calc(100% + 2px);
      padding: 2px 4px;
      border-radius: 6px;
      background: rgb(10 16 14 / 72%);
    }
  }
  /* Two buttons are wider than a tile of a phone's lane. */
  @container tile (max-width: 68px) {
    .buttons {
      flex-direction: column;
      gap: 0;
    }
  }
  /* In a flat tile the name is at one end, and the rest at the other. */
  @container tile (max-height: 90px) and (min-aspect-ratio: 3/2) {
    .centre {
      translate: calc((100cqi - 24px) * var(--_towards)) 50cqb;
    }
    .avatar {
      inline-size: 28px;
    }
    .wait:not(.no-path) {
      place-content: center end;
      padding-inline-end: 10px;
      font-size: 0;
    }
    .buttons {
      translate: calc((100cqi - 100% - 4px) * var(--_towards)) calc(50cqb - 50%);
    }
  }
  @media (forced-colors: active) {
    .tile {
      border: 1px solid CanvasText;
    }
    :host([speaking]) .ring {
      border: 4px solid Highlight;
    }
  }
`;
