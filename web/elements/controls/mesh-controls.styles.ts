import { css } from "lit";

export const controlsStyles = css`
  :host {
    position: relative;
    display: block;
    container: controls / inline-size;
  }
  .bar {
    display: flex;
    justify-content: center;
    gap: 2px;
    padding: 4px 0;
  }
  .control {
    position: relative;
    display: grid;
    justify-items: center;
    gap: 4px;
    inline-size: 84px;
    padding: 4px 2px;
    border: 0;
    border-radius: 14px;
    background: none;
    font-size: 0.75rem;
    font-weight: 500;
    color: var(--_quiet);
  }
  /* held to talk: the finger selects nothing */
  .microphone {
    user-select: none;
    -webkit-touch-callout: none;
  }
  .label {
    max-inline-size: calc(100% + 4px);
    margin-inline: -2px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .sign {
    display: grid;
    place-items: center;
    inline-size: 48px;
    block-size: 48px;
    border: 1px solid var(--_line);
    border-radius: 50%;
    background: var(--_surface);
    color: var(--_text);
    transition: background-color 0.15s;
  }
  .control:hover .sign {
    background: color-mix(in oklab, var(--_surface), var(--_text) 8%);
  }
  :is(.microphone, .camera)[aria-pressed="false"] .sign {
    border-color: transparent;
    background: color-mix(in oklab, var(--_surface), var(--_danger) 18%);
    color: var(--_danger);
  }
  :is(.screen, .hand)[aria-pressed="true"] .sign,
  [aria-expanded="true"]:not(.leave) .sign {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  :is(.screen, .hand)[aria-pressed="true"]:hover .sign,
  [aria-expanded="true"]:not(.leave):hover .sign {
    background: color-mix(in oklab, var(--_accent), var(--_text) 14%);
  }
  .leave .sign {
    border-color: transparent;
    background: var(--_danger);
    color: var(--_on-danger);
  }
  .control.leave:hover .sign {
    background: color-mix(in oklab, var(--_danger), var(--_text) 14%);
  }
  .badge {
    position: absolute;
    inset-block-start: 0;
    inset-inline-end: 10px;
    min-inline-size: 20px;
    padding: 0 5px;
    border-radius: 999px;
    background: var(--_accent);
    color: var(--_on-accent);
    box-shadow: 0 0 0 2px var(--_background);
    font-size: 0.75rem;
    font-weight: 700;
    line-height: 20px;
    text-align: center;
  }
  .problem {
    background: var(--_danger);
    color: var(--_on-danger);
  }
  .hint {
    position: absolute;
    inset-block-end: calc(100% + 8px);
    inset-inline-start: 50%;
    z-index: 1;
    display: flex;
    align-items: center;
    gap: 12px;
    inline-size: max-content;
    max-inline-size: 100%;
    min-block-size: 40px;
    padding: 6px 16px;
    border-radius: 999px;
    background: light-dark(rgb(10 16 14 / 88%), #35423d);
    color: #fff;
    font-size: 0.875rem;
    font-weight: 600;
    translate: -50% 0;
  }
  :host(:dir(rtl)) .hint {
    translate: 50% 0;
  }
  .hint button {
    flex: none;
    min-block-size: 32px;
    padding: 0 14px;
    border: 0;
    border-radius: 999px;
    background: #fff;
    color: #16211d;
    font-size: 0.875rem;
    font-weight: 600;
  }
  /* room for the longest words of every language */
  @container controls (min-width: 1180px) {
    .control {
      inline-size: auto;
      min-inline-size: 84px;
      max-inline-size: 116px;
    }
  }
  /* ten buttons of 84 px and nine gaps; nine, and so on: the menu has what goes */
  @container controls (max-width: 857px) {
    .devices {
      display: none;
    }
  }
  @container controls (max-width: 771px) {
    .react {
      display: none;
    }
  }
  @container controls (max-width: 685px) {
    .hand {
      display: none;
    }
  }
  @container controls (max-width: 599px) {
    .bar {
      gap: 4px;
      justify-content: space-evenly;
    }
    .control {
      inline-size: auto;
    }
    .label {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      clip-path: inset(50%);
    }
    .badge {
      inset-inline-end: 0;
    }
  }
  @container controls (max-width: 430px) {
    .bar {
      gap: 0;
    }
    .control {
      padding: 2px;
    }
    .sign {
      inline-size: 44px;
      block-size: 44px;
    }
  }
  @container controls (max-width: 339px) {
    .screen {
      display: none;
    }
    .control {
      padding: 0;
    }
  }
  @media (forced-colors: active) {
    .sign,
    .hint {
      border: 1px solid ButtonText !important;
    }
    .control:is([aria-pressed="true"], [aria-expanded="true"]) .sign {
      forced-color-adjust: none;
      background: Highlight !important;
      color: HighlightText !important;
    }
  }
`;
