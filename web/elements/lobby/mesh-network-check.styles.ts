import { css } from "lit";

export const networkCheckStyles = css`
  :host {
    display: grid;
    gap: 12px;
    background: var(--_background);
  }
  .why,
  .figures {
    color: var(--_quiet);
    font-size: 0.875rem;
  }
  ul {
    display: grid;
    gap: 8px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .steps li {
    display: flex;
    align-items: center;
    gap: 10px;
    font-size: 0.9375rem;
  }
  .steps span:last-child {
    margin-inline-start: auto;
    color: var(--_quiet);
    font-size: 0.8125rem;
    text-align: end;
  }
  .sign {
    display: grid;
    place-items: center;
    inline-size: 20px;
    block-size: 20px;
    flex: none;
    border: 2px solid var(--_line);
    border-radius: 50%;
  }
  .sign svg {
    inline-size: 14px;
    block-size: 14px;
  }
  .good .sign {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .bad .sign {
    border-color: var(--_danger);
    background: var(--_danger);
    color: var(--_on-danger);
  }
  .running .sign {
    border-block-start-color: var(--_accent);
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  .verdict {
    display: grid;
    gap: 4px;
    padding: 12px 14px;
    border-inline-start: 4px solid var(--_accent);
    border-radius: 6px;
    background: color-mix(in oklab, var(--_surface), var(--_text) 4%);
  }
  .verdict.weak {
    border-color: var(--_danger);
  }
  .verdict h3 {
    font-size: 1rem;
  }
  .verdict p {
    font-size: 0.9375rem;
  }
  .code {
    color: var(--_quiet);
    font-size: 0.8125rem;
  }
  .button {
    justify-self: start;
  }
`;
