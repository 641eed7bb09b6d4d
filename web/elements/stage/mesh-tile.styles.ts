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
  video {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  :host([source="screen"]) video {
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
  .rest {
    position: absolute;
    inset-inline: 0;
    inset-block-start: calc(50% + clamp(28px, 21cqmin, 82px));
    display: none;
    text-align: center;
    font-size: 0.8125rem;
    color: var(--_text);
  }
  :host([paused]) .rest {
    display: block;
  }
  .avatar {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
  }
  :host([plain]) .avatar {
    inset-block-end: 52px;
  }
  .avatar span {
    display: grid;
    place-items: center;
    inline-size: clamp(40px, 34cqmin, 132px);
    aspect-ratio: 1;
    border-radius: 50%;
    font-size: clamp(15px, 12.5cqmin, 48px);
    font-weight: 600;
    letter-spacing: 0.01em;
    background: var(--_tone);
    color: light-dark(#fff, #0d1412);
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
  .plate {
    position: absolute;
    inset-inline-start: 10px;
    inset-block-end: 10px;
    max-inline-size: calc(100% - 20px);
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
  .pin {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-end: 8px;
    inline-size: 36px;
    block-size: 36px;
    background: rgb(10 16 14 / 72%);
    color: #fff;
    opacity: 0;
    transition: opacity 0.15s;
  }
  .pin svg {
    inline-size: 18px;
    block-size: 18px;
  }
  :host(:hover) .pin,
  .pin:focus-visible,
  .pin[aria-pressed="true"] {
    opacity: 1;
  }
  .pin:hover {
    background: rgb(10 16 14 / 90%);
  }
  .pin:focus-visible {
    outline-color: #fff;
    outline-offset: -3px;
  }
  .pin[aria-pressed="true"] {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  @media (hover: none) {
    .pin {
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
    .plate {
      inset-inline-start: 6px;
      inset-block-end: 6px;
      max-inline-size: calc(100% - 12px);
      padding: 2px 8px;
      font-size: 0.75rem;
    }
    .no-path span,
    :host([paused]) .rest {
      display: none;
    }
    .pin {
      inset-block-start: 4px;
      inset-inline-end: 4px;
      inline-size: 28px;
      block-size: 28px;
    }
  }
  /* A name needs all of a tiny tile's width. */
  @container tile (max-width: 100px) {
    .plate {
      inset-inline-start: 3px;
      inset-block-end: 3px;
      max-inline-size: calc(100% - 6px);
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
  /* In a flat tile the name is at one end, and the rest at the other. */
  @container tile (max-height: 90px) and (min-aspect-ratio: 3/2) {
    .avatar,
    .wait:not(.no-path) {
      place-content: center end;
      padding-inline-end: 10px;
    }
    .avatar span {
      inline-size: 28px;
      font-size: 11px;
    }
    .wait:not(.no-path) {
      font-size: 0;
    }
    .pin {
      inset-block-start: calc(50% - 14px);
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
