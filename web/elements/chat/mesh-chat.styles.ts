import { css } from "lit";

export const chatStyles = css`
  :host {
    position: relative;
    grid-template-rows: auto auto minmax(0, 1fr) auto auto;
  }
  header {
    grid-row: 1;
  }
  .bare {
    inline-size: 44px;
    block-size: 44px;
  }
  .options {
    grid-row: 2;
    display: grid;
    gap: 8px;
    justify-items: start;
    padding: 12px 18px;
    border-block-end: 1px solid var(--_line);
    background: color-mix(in oklab, var(--_surface), var(--_text) 4%);
    font-size: 0.8125rem;
    color: var(--_quiet);
  }
  .options [role="status"]:empty {
    display: none;
  }
  .keep {
    display: flex;
    align-items: center;
    gap: 12px;
    min-block-size: 44px;
    color: var(--_text);
    cursor: pointer;
  }
  .log {
    grid-row: 3;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .said {
    display: flex;
    flex-direction: column;
    gap: 12px;
    min-block-size: 100%;
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
    flex-wrap: wrap;
    gap: 2px 8px;
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
  .private .text {
    outline: 1.5px dashed color-mix(in oklab, var(--_accent), var(--_surface) 30%);
    outline-offset: -1.5px;
  }
  .mark {
    color: var(--_accent);
    font-weight: 600;
  }
  .told {
    font-style: italic;
    text-decoration: underline dotted;
    cursor: help;
  }
  .kept .text {
    background: transparent;
    border: 1px solid var(--_line);
  }
  .divider {
    display: flex;
    align-items: center;
    gap: 10px;
    font-size: 0.75rem;
    color: var(--_quiet);
    text-align: center;
  }
  .divider::before,
  .divider::after {
    content: "";
    flex: 1;
    border-block-start: 1px solid var(--_line);
  }
  .state {
    font-size: 0.75rem;
    color: var(--_quiet);
  }
  .typing {
    grid-row: 4;
    min-block-size: 1.5rem;
    padding-inline: 18px;
    font-size: 0.8125rem;
    color: var(--_quiet);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .with-file {
    inline-size: 88%;
    justify-items: stretch;
  }
  .with-file .head {
    justify-self: start;
  }
  .own.with-file .head {
    justify-self: end;
  }
  .drop {
    position: absolute;
    inset: 8px;
    display: grid;
    place-items: center;
    border: 2px dashed var(--_accent);
    border-radius: 12px;
    background: color-mix(in oklab, var(--_surface) 88%, var(--_accent));
    font-weight: 600;
    pointer-events: none;
  }
  .again {
    min-block-size: 44px;
    margin-block: -10px;
    padding: 0 6px;
    border: 0;
    background: none;
    text-decoration: underline;
  }
  .failed {
    color: var(--_danger);
    font-size: 0.8125rem;
    font-weight: 600;
  }
  form {
    grid-row: 5;
    display: grid;
    gap: 8px;
    padding: 12px;
    border-block-start: 1px solid var(--_line);
  }
  form.private {
    background: color-mix(in oklab, var(--_surface), var(--_accent) 9%);
  }
  .to {
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    gap: 10px;
    color: var(--_quiet);
  }
  .line {
    display: flex;
    align-items: end;
    gap: 8px;
  }
  .field {
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
