import { css } from "lit";

export const chatStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    min-block-size: 0;
    background: var(--_surface);
  }
  .log {
    overflow-y: auto;
    overscroll-behavior: contain;
    display: flex;
    flex-direction: column;
    gap: 12px;
    padding: 16px 18px;
  }
  .empty {
    display: grid;
    gap: 4px;
    margin: auto;
    max-inline-size: 16rem;
    text-align: center;
    color: var(--_quiet);
    text-wrap: pretty;
  }
  .empty strong {
    color: var(--_text);
  }
  .entry {
    display: grid;
    gap: 3px;
    justify-items: start;
    max-inline-size: 88%;
  }
  .entry.own {
    align-self: end;
    justify-items: end;
  }
  .head {
    display: flex;
    gap: 8px;
    font-size: 0.75rem;
    color: var(--_quiet);
  }
  .head b {
    color: var(--_text);
  }
  .text {
    padding: 8px 13px;
    border-radius: 16px;
    border-start-start-radius: 5px;
    background: color-mix(in oklab, var(--_surface), var(--_text) 7%);
    font-size: 0.9375rem;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .own .text {
    border-start-start-radius: 16px;
    border-start-end-radius: 5px;
    background: color-mix(in oklab, var(--_surface), var(--_accent) 22%);
  }
  .text a {
    color: inherit;
  }
  .failed {
    color: var(--_danger);
    font-size: 0.8125rem;
    font-weight: 600;
  }
  form {
    display: flex;
    align-items: end;
    gap: 8px;
    padding: 12px;
    border-block-start: 1px solid var(--_line);
  }
  form label {
    flex: 1;
    min-inline-size: 0;
  }
  textarea {
    display: block;
    max-block-size: 8rem;
    field-sizing: content;
    border-radius: 22px;
    resize: none;
  }
  .send {
    flex: none;
    inline-size: 44px;
    block-size: 44px;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .send:hover {
    background: color-mix(in oklab, var(--_accent), var(--_text) 14%);
  }
`;
