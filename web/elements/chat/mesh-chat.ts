import { msg } from "@lit/localize";
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Room } from "../../room/room.ts";
import { chatOf, type ChatEntry } from "./chat-log.ts";
import { RoomPart } from "../room-part/room-part.ts";
import { chatTextChars, linkify } from "./chat-message.ts";
import { timeOfDay } from "../language/writing.ts";
import { MeshActionEvent } from "../events.ts";
import { icons } from "../icons.ts";
import { chatStyles } from "./mesh-chat.styles.ts";
import { chatWords } from "./words.ts";
import { buttons, fields, panelHead, theme } from "../theme.styles.ts";

/**
 * What was written, and a field to write. Works alone around one room.
 * @summary `<mesh-chat>` with its `room` property
 * @fires mesh-action - close the panel
 * @csspart log - the messages
 * @csspart message - each message
 * @csspart input - the field
 */
export class MeshChat extends RoomPart {
  static override styles = [theme, buttons, fields, panelHead, chatStyles];

  #shown: readonly ChatEntry[] = [];

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("textarea")?.focus(options);
  }

  protected override followRoom(room: Room): () => void {
    const log = chatOf(room);
    const ends = [log.subscribe(() => this.requestUpdate()), log.read()];
    return () => ends.forEach((end) => end());
  }

  protected override updated(): void {
    const log = this.renderRoot.querySelector(".log");
    const { entries } = this;
    if (entries === this.#shown || log === null) return;
    this.#shown = entries;
    log.scrollTop = log.scrollHeight;
  }

  protected override render(): unknown {
    const words = chatWords();
    const { entries } = this;
    return html`<header role="none">
        <h2>${words.heading}</h2>
        <button type="button" class="bare" aria-label=${words.close} @click=${this.#close}>
          ${icons.close}
        </button>
      </header>
      <div class="log" part="log" role="log" aria-live="polite" aria-label=${words.log} tabindex="0">
        ${
          entries.length === 0
            ? html`<p class="empty"><strong>${words.empty}</strong> ${words.emptyWhy}</p>`
            : repeat(entries, ({ id }) => id, renderEntry)
        }
      </div>
      <form @submit=${this.#onSubmit}>
        <label>
          <span class="spoken">${words.message}</span>
          <textarea
            part="input"
            rows="1"
            maxlength=${chatTextChars}
            placeholder=${words.placeholder}
            enterkeyhint="send"
            @keydown=${this.#onKey}
          ></textarea>
        </label>
        <button type="submit" class="bare send" aria-label=${words.send}>${icons.send}</button>
      </form>`;
  }

  private get entries(): readonly ChatEntry[] {
    return this.room === undefined ? [] : chatOf(this.room).entries;
  }

  readonly #close = (): void => {
    this.dispatchEvent(new MeshActionEvent({ do: "show", panel: "none" }));
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = this.renderRoot.querySelector("textarea");
    const text = field?.value.trim() ?? "";
    if (field === null || text === "" || this.room === undefined) return;
    field.value = "";
    chatOf(this.room).send(text);
  };

  /** Enter sends, Shift+Enter breaks the line; while an input method composes, Enter belongs to it. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.renderRoot.querySelector("form")?.requestSubmit();
  };
}

function renderEntry({ from, text, atMs, state }: ChatEntry): TemplateResult {
  return html`<div class=${from === undefined ? "entry own" : "entry"} part="message">
    <div class="head">
      <b><bdi>${from ?? chatWords().you}</bdi></b
      ><span>${timeOfDay(atMs)}</span>
    </div>
    <div class="text" dir="auto">${linkify(text).map(renderPiece)}</div>
    ${state === "failed" ? html`<div class="failed">${chatWords().failed}</div>` : nothing}
    ${
      state === "unsealed"
        ? html`<div class="failed">${msg("Not sent: this page, or another’s, cannot seal messages.")}</div>`
        : nothing
    }
  </div>`;
}

function renderPiece(piece: ReturnType<typeof linkify>[number]): unknown {
  if (!("href" in piece)) return piece.text;
  return html`<a href=${piece.href} target="_blank" rel="noopener noreferrer nofollow">${piece.text}</a>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-chat": MeshChat;
  }
}
