import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Moderation } from "../../room/moderation/moderation.ts";
import { peopleWords } from "./people-words.ts";

export interface RoomRulesParts {
  run(doing: Promise<unknown>): void;
  endAll(): void;
}

/** How the room is run, for a host: its lock, its door, its PIN, its end. */
export function renderRoomRules(moderation: Moderation, { run, endAll }: RoomRulesParts): TemplateResult {
  const words = peopleWords;
  const { isLocked, admission } = moderation.rules;
  const { isPinRequired } = moderation;
  const isChecked = ({ target }: Event): boolean => target instanceof HTMLInputElement && target.checked;
  const onPin = (event: SubmitEvent): void => {
    event.preventDefault();
    const field = event.target instanceof HTMLFormElement ? event.target.elements.namedItem("pin") : null;
    if (!(field instanceof HTMLInputElement) || field.value.trim() === "") return;
    run(moderation.edit({ pin: field.value.trim() }));
    field.value = "";
  };
  return html`<section aria-labelledby="room">
    <h3 id="room">${words.room}</h3>
    <label class="check">
      <input
        type="checkbox"
        aria-describedby="lock-why"
        .checked=${live(isLocked)}
        @change=${(event: Event) => run(moderation.lock(isChecked(event)))}
      />
      <span><span>${words.lock}</span><small id="lock-why" aria-hidden="true">${words.lockWhy}</small></span>
    </label>
    ${
      admission === "members"
        ? nothing
        : html`<label class="check">
            <input
              type="checkbox"
              aria-describedby="knock-why"
              .checked=${live(admission === "knock")}
              @change=${(event: Event) => run(moderation.edit({ admission: isChecked(event) ? "knock" : "open" }))}
            />
            <span
              ><span>${words.knock}</span
              ><small id="knock-why" aria-hidden="true">${words.knockWhy}</small></span
            >
          </label>`
    }
    <form class="row" aria-label=${words.pin} @submit=${onPin}>
      <label>
        <span>${words.pinNew}</span>
        <small id="pin-is" aria-hidden="true">${isPinRequired ? words.pinSet : words.pinNone}</small>
        <input
          name="pin"
          aria-describedby="pin-is"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          maxlength="128"
        />
      </label>
      <button type="submit" class="small">${words.pinSave}</button>
      ${
        isPinRequired
          ? html`<button type="button" class="small" @click=${() => run(moderation.edit({ pin: null }))}>
              ${words.pinRemove}
            </button>`
          : nothing
      }
    </form>
    <button type="button" class="small danger" @click=${endAll}>${words.end}</button>
  </section>`;
}
