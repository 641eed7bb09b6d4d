import { html, nothing, type TemplateResult } from "lit";
import type { CallAction } from "./call-state.ts";
import { strings } from "../strings.ts";

type Act = (action: CallAction) => void;

/** What a room asks before it lets one in. */

/** @param trouble what became of the PIN before */
export function renderPin(trouble: "wrong" | "too-many" | undefined, act: Act): TemplateResult {
  const words = strings.pin;
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = event.target instanceof HTMLFormElement ? event.target.elements.namedItem("pin") : null;
    const pin = field instanceof HTMLInputElement ? field.value.trim() : "";
    if (pin !== "") act({ do: "give-pin", pin });
  };
  return html`<div class="page">
    <form class="waiting pin" @submit=${onSubmit}>
      <h2>${words.heading}</h2>
      <p>${words.why}</p>
      <label>
        <span>${words.label}</span>
        <input
          part="pin-input"
          name="pin"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          maxlength="128"
          required
          aria-invalid=${trouble === undefined ? nothing : "true"}
          aria-describedby=${trouble === undefined ? nothing : "pin-trouble"}
        />
      </label>
      ${trouble === undefined ? nothing : html`<p class="problem" id="pin-trouble" role="alert">${words[trouble]}</p>`}
      <div class="buttons">
        <button type="button" class="button" @click=${() => act({ do: "leave" })}>${words.cancel}</button>
        <button type="submit" class="button primary">${words.join}</button>
      </div>
    </form>
  </div>`;
}
