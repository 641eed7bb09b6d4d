import { css } from "lit";

export const kioskStyles = css`
  :host {
    position: absolute;
    inset: 0;
    z-index: 4;
    display: grid;
    place-items: end center;
    padding: 16px;
    pointer-events: none;
  }
  .ring,
  .again {
    pointer-events: auto;
    max-inline-size: min(100%, 30rem);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  .ring {
    align-self: center;
    display: grid;
    justify-items: center;
    gap: 16px;
    padding: 28px 32px;
    border: 3px solid var(--_accent);
    text-align: center;
    animation: ring 1.5s ease-in-out infinite;
  }
  .ring svg {
    inline-size: 44px;
    block-size: 44px;
    color: var(--_accent);
  }
  .ring p {
    overflow-wrap: anywhere;
    font-size: 1.5rem;
    font-weight: 600;
    line-height: 1.25;
  }
  .ring p.silent {
    color: var(--_quiet);
    font-size: 0.875rem;
    font-weight: 400;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 12px;
  }
  .ring .button {
    min-block-size: 56px;
    padding: 10px 30px;
    font-size: 1.125rem;
  }
  .again {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 6px 14px;
    padding: 8px 18px;
    font-weight: 600;
    font-size: 0.9375rem;
  }
  .again .button {
    min-block-size: 40px;
    padding: 6px 16px;
  }
  @keyframes ring {
    50% {
      box-shadow: 0 0 0 16px color-mix(in oklab, transparent, var(--_accent) 28%);
    }
  }
`;
