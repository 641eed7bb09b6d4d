import { html, nothing, type TemplateResult } from "lit";
import type { ChatEntry } from "../../chat/chat-entry.ts";
import { timeOfDay } from "../language/writing.ts";
import { linkify, type ChatPiece } from "./links.ts";
import { chatWords } from "./words.ts";

export interface EntryView {
  readonly entry: ChatEntry;
  /** Everybody's names who have read it, where that is shown. */
  readonly readers: readonly string[];
  /** They are all that are in. */
  readonly isReadByAll: boolean;
  /** All have lost their path. */
  readonly isCutOff: boolean;
  /** The file's card; undefined: there is none. */
  readonly card: unknown;
  onAgain(): void;
}

/** One message, with who wrote it and what became of it. */
export function renderEntry(view: EntryView): TemplateResult {
  const words = chatWords();
  const { entry, card } = view;
  const { from, text, atMs, privateWith, toldBy, isKept, file } = entry;
  const kind = [
    from === undefined ? "own" : "",
    privateWith === undefined ? "" : "private",
    isKept ? "kept" : "",
    card === undefined ? "" : "with-file",
  ];
  return html`<div class="entry ${kind.join(" ")}" part="message">
    <div class="head">
      <b><bdi>${from ?? words.you}</bdi></b>
      <span>${timeOfDay(atMs)}</span>
      ${
        privateWith === undefined
          ? nothing
          : html`<span class="mark">${from === undefined ? words.toOne(privateWith) : words.fromOne}</span>`
      }
      ${
        toldBy === undefined
          ? nothing
          : html`<span class="told" title=${words.toldByWhy(from ?? "", toldBy)}>${words.toldBy(toldBy)}</span
              ><span class="spoken">${words.toldByWhy(from ?? "", toldBy)}</span>`
      }
    </div>
    ${text === "" ? nothing : html`<div class="text" dir="auto">${linkify(text).map(renderPiece)}</div>`}
    ${file === undefined ? nothing : (card ?? html`<div class="text" dir="auto">${file.name}</div>`)}
    ${renderState(view)}
  </div>`;
}

function renderState({ entry, readers, isReadByAll, isCutOff, onAgain }: EntryView): unknown {
  const words = chatWords();
  switch (entry.state) {
    case "sending":
      return html`<div class="state">${isCutOff ? words.waitingForNetwork : words.waiting}</div>`;
    case "failed":
      return html`<div class="failed">
        ${words.failed} <button type="button" class="again" @click=${onAgain}>${words.again}</button>
      </div>`;
    case "unsealed":
      return html`<div class="failed">${words.unsealed}</div>`;
    case "too-long":
      return html`<div class="failed">${words.tooLong}</div>`;
    case "sent":
      if (readers.length === 0) return nothing;
      return html`<div class="state">${isReadByAll ? words.readByAll : words.readBy(readers)}</div>`;
  }
}

function renderPiece(piece: ChatPiece): unknown {
  if (!("href" in piece)) return piece.text;
  return html`<a href=${piece.href} target="_blank" rel="noopener noreferrer nofollow">${piece.text}</a>`;
}
