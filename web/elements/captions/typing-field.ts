import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Captions } from "../../captions/captions.ts";
import { chatIcons } from "../chat/chat-icons.ts";
import { icons } from "../icons.ts";
import { captionWords } from "./words.ts";

/** A field that everybody reads along in, and what is wrong with it. @param onClose left out: it cannot be closed */
export function renderTypingField(captions: Captions, onClose?: () => void): TemplateResult {
  const words = captionWords;
  const { trouble } = captions;
  const onInput = (event: Event): void => {
    const field = event.currentTarget;
    if (!(field instanceof HTMLTextAreaElement)) return;
    const left = captions.typed(field.value);
    // what an input method composes is its own to change
    if (left !== field.value && !(event instanceof InputEvent && event.isComposing)) field.value = left;
  };
  /** While an input method composes, Enter belongs to it (Safari tells by the key's number alone). */
  const onKey = (event: KeyboardEvent): void => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape" && onClose !== undefined) {
      event.preventDefault();
      onClose();
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    captions.endLine();
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    captions.endLine();
  };
  return html`${
      trouble === undefined ? nothing : html`<p class="trouble" role="status">${words.trouble(trouble)}</p>`
    }
    <form class="typing" @submit=${onSubmit}>
      <label>
        <span class="spoken">${words.field}</span>
        <textarea
          part="input"
          rows="1"
          dir="auto"
          placeholder=${words.placeholder}
          enterkeyhint="enter"
          autocomplete="off"
          .value=${live(captions.ownText)}
          @input=${onInput}
          @compositionend=${onInput}
          @keydown=${onKey}
        ></textarea>
      </label>
      <button type="submit" class="bare send" aria-label=${words.endLine} title=${words.endLine}>
        ${chatIcons.send}
      </button>
      ${
        onClose === undefined
          ? nothing
          : html`<button
              type="button"
              class="bare stop-typing"
              aria-label=${words.stopTyping}
              title=${words.stopTyping}
              @click=${onClose}
            >
              ${icons.close}
            </button>`
      }
    </form>`;
}
