import { html, nothing, type TemplateResult } from "lit";
import { peopleWords } from "./people-words.ts";

/** What a host is asked about once more, since it cannot be taken back. */
export type Confirmation = { about: "end" } | { about: "kick"; sid: string; name: string };

export interface ConfirmationParts {
  /** The dialog is closed, whichever way; the browser has put the focus back where it was. */
  onClose(): void;
  onConfirm(keepOut: boolean): void;
}

export function renderConfirmation(
  confirmation: Confirmation,
  { onClose, onConfirm }: ConfirmationParts,
): TemplateResult {
  const words = peopleWords;
  const isKick = confirmation.about === "kick";
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field =
      event.target instanceof HTMLFormElement ? event.target.elements.namedItem("keep-out") : null;
    onConfirm(field instanceof HTMLInputElement && field.checked);
    close(event);
  };
  return html`<dialog aria-labelledby="ask" @close=${onClose}>
    <form @submit=${onSubmit}>
      <h2 id="ask">${isKick ? words.putOutAsk(confirmation.name) : words.endAsk}</h2>
      ${
        isKick
          ? html`<label class="check"><input type="checkbox" name="keep-out" />${words.keepOut}</label>`
          : nothing
      }
      <div class="buttons">
        <button type="button" class="button" @click=${close}>${words.cancel}</button>
        <button type="submit" class="button grave">${isKick ? words.putOutDo : words.endDo}</button>
      </div>
    </form>
  </dialog>`;
}

function close({ target }: Event): void {
  if (target instanceof Element) target.closest("dialog")?.close();
}
