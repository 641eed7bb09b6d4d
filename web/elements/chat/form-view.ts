import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { chatTextChars } from "../../chat/chat-words.ts";
import type { RemoteParticipant } from "../../room/remote-participant.ts";
import { MeshcallError } from "../../room/errors.ts";
import { usualLargestBytes } from "../../files/limits.ts";
import { fileTrouble } from "../files/words.ts";
import { fileSize } from "../language/byte-size.ts";
import { strings } from "../strings.ts";
import { chatIcons } from "./chat-icons.ts";
import { chatWords } from "./words.ts";

export interface FormView {
  readonly people: readonly RemoteParticipant[];
  /** Whom the next message is for alone, who may have left meanwhile; undefined: all. */
  readonly to: RemoteParticipant | undefined;
  readonly mayShare: boolean;
  /** Which file could not be shared, and why; empty: none. */
  readonly notShared: string;
  readonly isDropping: boolean;
  /** @param sid empty: all */
  onTo(sid: string): void;
  onInput(): void;
  onFiles(files: readonly File[]): void;
  onSubmit(event: SubmitEvent): void;
}

/** The field to write in, whom it is for, and the way to attach files. */
export function renderForm(view: FormView): TemplateResult {
  const words = chatWords();
  const { to, people, notShared } = view;
  const isGone = to !== undefined && !people.some(({ sid }) => sid === to.sid);
  const choice = isGone ? [...people, to] : people;
  const onTo = ({ target }: Event): void => {
    if (target instanceof HTMLSelectElement) view.onTo(target.value);
  };
  const onChosen = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    view.onFiles([...(target.files ?? [])]);
    target.value = "";
  };
  /** A picture from the clipboard; text goes into the field as ever. */
  const onPaste = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || !view.mayShare) return;
    event.preventDefault();
    view.onFiles(files);
  };
  return html`<form class=${to === undefined ? "" : "private"} @submit=${view.onSubmit}>
      ${
        choice.length < 2 && to === undefined
          ? nothing
          : html`<label class="to">
              <span>${words.to}</span>
              <select @change=${onTo} .value=${live(to?.sid ?? "")}>
                <option value="">${words.everybody}</option>
                ${choice.map(
                  ({ sid, displayName }) =>
                    html`<option value=${sid} ?selected=${sid === to?.sid}>
                      ${words.toOne(displayName)}
                    </option>`,
                )}
              </select>
            </label>`
      }
      ${isGone ? html`<p class="failed" role="status">${strings.said.left(to.displayName)}</p>` : nothing}
      ${notShared === "" ? nothing : html`<p class="failed" role="alert">${notShared}</p>`}
      <div class="line">
        ${
          view.mayShare
            ? html`<button type="button" class="bare attach" aria-label=${words.attach} @click=${onAttach}>
                  ${chatIcons.attach}
                </button>
                <input type="file" multiple hidden @change=${onChosen} />`
            : nothing
        }
        <label class="field">
          <span class="spoken">${words.message}</span>
          <textarea
            part="input"
            rows="1"
            maxlength=${chatTextChars}
            placeholder=${to === undefined ? words.placeholder : words.toOne(to.displayName)}
            enterkeyhint="send"
            @keydown=${onKey}
            @input=${view.onInput}
            @paste=${onPaste}
          ></textarea>
        </label>
        <button type="submit" class="bare send" aria-label=${words.send}>${chatIcons.send}</button>
      </div>
    </form>
    ${view.isDropping ? html`<div class="drop" aria-hidden="true">${words.drop}</div>` : nothing}`;
}

/** In words, with the reason where there are words for it. */
export function notAttached(name: string, error: unknown): string {
  const why = error instanceof MeshcallError ? fileTrouble(error.code, fileSize(usualLargestBytes)) : "";
  return `${chatWords().notAttached(name)} ${why}`;
}

function onAttach({ currentTarget }: Event): void {
  if (!(currentTarget instanceof HTMLElement)) return;
  const input = currentTarget.nextElementSibling;
  if (input instanceof HTMLInputElement) input.click();
}

/** Enter sends, Shift+Enter breaks the line; while an input method composes, Enter belongs to it. */
function onKey(event: KeyboardEvent): void {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (event.target instanceof HTMLTextAreaElement) event.target.form?.requestSubmit();
}
