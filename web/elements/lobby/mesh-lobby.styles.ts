import { css } from "lit";

export const lobbyStyles = css`
  :host {
    display: block;
    container: lobby / inline-size;
    background: var(--_background);
  }
  .lobby {
    display: grid;
    grid-template-columns: minmax(0, 1.45fr) minmax(16rem, 1fr);
    gap: 28px 40px;
    align-items: center;
    max-inline-size: 62rem;
    margin-inline: auto;
  }
  /* in sight, however long the other side is */
  :has(> .preview) {
    align-self: start;
  }
  .preview {
    position: relative;
    aspect-ratio: 16 / 10;
    border-radius: calc(var(--_radius) + 4px);
    overflow: hidden;
    box-shadow: var(--_shadow);
  }
  mesh-tile {
    position: absolute;
    inset: 0;
    border-radius: inherit;
  }
  .over {
    position: absolute;
    inset-inline: 0;
    inset-block-end: 14px;
    display: flex;
    justify-content: center;
    gap: 12px;
  }
  .toggle {
    display: grid;
    place-items: center;
    inline-size: 52px;
    block-size: 52px;
    border: 1px solid rgb(255 255 255 / 24%);
    border-radius: 50%;
    background: rgb(10 16 14 / 72%);
    color: #fff;
  }
  .toggle:hover {
    background: rgb(10 16 14 / 90%);
  }
  .toggle[aria-pressed="false"] {
    border-color: transparent;
    background: #fff;
    color: #b3261e;
  }
  .say {
    position: absolute;
    inset-inline: 0;
    inset-block-start: 14px;
    display: grid;
    justify-items: center;
    padding-inline: 14px;
  }
  /* many words, in the place of the letters */
  .starting {
    inset-block-end: 80px;
    align-items: center;
  }
  .preview:has(.starting) mesh-tile::part(avatar) {
    visibility: hidden;
  }
  .say span {
    padding: 5px 14px;
    border-radius: 16px;
    text-wrap: balance;
    background: rgb(10 16 14 / 72%);
    color: #fff;
    font-size: 0.8125rem;
    font-weight: 600;
    text-align: center;
  }
  .lobby.alone {
    grid-template-columns: minmax(0, 1fr);
    max-inline-size: 30rem;
  }
  .side {
    display: grid;
    gap: 18px;
    min-inline-size: 0;
  }
  /* Its line is there before it is known who is in, so that nothing moves. */
  .presence {
    min-block-size: 1.45em;
    overflow-wrap: anywhere;
    font-weight: 600;
    font-size: 0.9375rem;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 10px;
  }
  .problem {
    color: var(--_danger);
    font-weight: 600;
  }
  .coming {
    display: grid;
    justify-items: start;
    gap: 6px;
  }
  .coming .button {
    margin-block-start: 14px;
  }
  .dots {
    display: flex;
    gap: 8px;
    margin-block-end: 12px;
  }
  .dots i {
    inline-size: 12px;
    block-size: 12px;
    border-radius: 50%;
    background: var(--_accent);
    animation: breathe 1.2s ease-in-out infinite alternate;
  }
  .dots i:nth-child(2) {
    animation-delay: 0.25s;
  }
  .dots i:nth-child(3) {
    animation-delay: 0.5s;
  }
  @keyframes breathe {
    from {
      opacity: 0.25;
      transform: scale(0.8);
    }
  }
  .room {
    color: var(--_quiet);
    overflow-wrap: anywhere;
  }
  .room b {
    color: var(--_text);
    font-weight: 600;
  }
  form {
    display: grid;
    gap: 14px;
  }
  .join {
    min-block-size: 52px;
    font-size: 1.0625rem;
  }
  .level {
    display: flex;
    align-items: center;
    gap: 12px;
    margin-block-start: 14px;
    color: var(--_quiet);
  }
  .level svg {
    inline-size: 20px;
    block-size: 20px;
  }
  details {
    border-block-start: 1px solid var(--_line);
    padding-block-start: 6px;
  }
  summary {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 44px;
    cursor: pointer;
    font-size: 0.9375rem;
    font-weight: 600;
    border-radius: 8px;
    list-style: none;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary svg {
    inline-size: 20px;
    block-size: 20px;
    color: var(--_quiet);
  }
  summary::after {
    content: "";
    inline-size: 8px;
    block-size: 8px;
    margin-inline: auto 4px;
    border: solid currentColor;
    border-width: 0 2px 2px 0;
    rotate: 45deg;
    translate: 0 -2px;
  }
  details[open] summary::after {
    rotate: 225deg;
    translate: 0 2px;
  }
  details + details {
    margin-block-start: -12px;
  }
  mesh-devices,
  mesh-network-check {
    margin-block: 8px 6px;
  }
  .troubles {
    display: grid;
    gap: 10px;
    max-inline-size: 62rem;
    margin: 0 auto 20px;
  }
  .anyway {
    font-size: 0.875rem;
    color: var(--_quiet);
  }
  @container lobby (max-width: 719px) {
    .lobby {
      grid-template-columns: minmax(0, 1fr);
      gap: 18px;
      max-inline-size: 30rem;
    }
    .troubles {
      max-inline-size: 30rem;
      margin-block-end: 14px;
    }
    .side {
      gap: 14px;
    }
  }
  @media (forced-colors: active) {
    .dots i {
      background: CanvasText;
    }
    .toggle[aria-pressed="false"] {
      border-color: ButtonText;
    }
  }
`;
