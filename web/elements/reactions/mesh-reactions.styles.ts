import { css } from "lit";

export const reactionsStyles = css`
  :host {
    position: absolute;
    inset-inline: 16px;
    inset-block-end: 100%;
    z-index: 1;
    display: block;
    block-size: 0;
    max-inline-size: 24rem;
    pointer-events: none;
  }
  .reaction {
    position: absolute;
    inset-block-end: 12px;
    inset-inline-start: 0;
    display: grid;
    justify-items: center;
    gap: 4px;
    inline-size: 30%;
    /* as long as a reaction is seen */
    animation: rise 4s cubic-bezier(0.2, 0.6, 0.4, 1) both;
  }
  .lane-1 {
    inset-inline-start: 35%;
  }
  .lane-2 {
    inset-inline-start: 70%;
  }
  .lane-3 {
    inset-block-end: 92px;
    inset-inline-start: 17%;
  }
  .lane-4 {
    inset-block-end: 92px;
    inset-inline-start: 52%;
  }
  .sign {
    font-size: 2.5rem;
    line-height: 1;
    filter: drop-shadow(0 2px 6px rgb(0 0 0 / 30%));
  }
  .name {
    max-inline-size: 100%;
    padding: 1px 8px;
    border-radius: 999px;
    background: rgb(10 16 14 / 78%);
    color: #fff;
    font-size: 0.75rem;
    font-weight: 600;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(0) scale(0.6);
    }
    12% {
      opacity: 1;
      transform: translateY(-1.5rem) scale(1);
    }
    75% {
      opacity: 1;
    }
    to {
      opacity: 0;
      transform: translateY(-14rem);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    /* seen in its place for as long, without moving */
    .reaction {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .name {
      border: 1px solid CanvasText;
    }
  }
`;
