import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { KeptChat } from "../../chat/kept-chat.ts";
import { chatWords } from "./words.ts";

/** The switch that has the chat kept on this device, and the way to delete what is kept. */
export function renderKeeping(
  kept: KeptChat,
  isForgotten: boolean,
  onForgotten: (isForgotten: boolean) => void,
): TemplateResult {
  const words = chatWords();
  const isOn = kept.keeping === "on";
  const forget = async (): Promise<void> => {
    await kept.forget();
    onForgotten(kept.keeping === "off");
  };
  const onChange = (event: Event): void => {
    onForgotten(false);
    if (event.target instanceof HTMLInputElement && event.target.checked) void kept.keep();
    else void forget();
  };
  return html`<section class="options" aria-label=${words.options}>
    <label class="keep">
      <input
        type="checkbox"
        role="switch"
        aria-describedby="keep-why"
        ?disabled=${kept.keeping === "unavailable" || kept.keeping === "unknown"}
        .checked=${live(isOn)}
        @change=${onChange}
      />
      <span>${words.keep}</span>
    </label>
    <p id="keep-why">${kept.keeping === "unavailable" ? words.notKept : words.keepWhy}</p>
    ${isOn ? html`<button type="button" class="button" @click=${forget}>${words.deleteKept}</button>` : nothing}
    <p role="status">${isForgotten ? words.deleted : nothing}</p>
  </section>`;
}
