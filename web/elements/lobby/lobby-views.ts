import { html, nothing, type TemplateResult } from "lit";
import { strings } from "../strings.ts";
import { lobbyWords } from "./lobby-words.ts";
import type { Presence } from "./presence.ts";

/** Twilio allows 128 characters; a name plate shows about half. */
const nameChars = 60;

/** Where somebody is on the way in. */
export type LobbyPlace = "lobby" | "pin" | "connecting" | "waiting";
export type PinTrouble = "wrong" | "too-many";

interface EntryView {
  room: string;
  name: string;
  presence: Presence | undefined;
  watches: boolean;
  onName(name: string): void;
  onJoin(name: string): void;
}

/** What the call is, and the way in. */
export function renderEntry({ room, name, presence, watches, onName, onJoin }: EntryView): TemplateResult {
  const words = strings.lobby;
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const typed = fieldOf(event, "name");
    if (typed !== "") onJoin(typed);
  };
  const onChange = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) onName(event.target.value.trim());
  };
  return html`<div>
      <h2>${words.heading}</h2>
      <p class="room">${words.room} <b>${room}</b></p>
      <p class="presence" aria-live="polite">
        ${presence === undefined ? nothing : lobbyWords.presence(presence)}
      </p>
      ${watches ? html`<p class="room">${lobbyWords.watchOnly}</p>` : nothing}
    </div>
    <form @submit=${onSubmit}>
      <label>
        ${words.name}
        <input
          part="name-input"
          name="name"
          autocomplete="name"
          required
          maxlength=${nameChars}
          placeholder=${words.namePlaceholder}
          .value=${name}
          @change=${onChange}
        />
      </label>
      <button type="submit" part="join" class="button primary join">${words.join}</button>
    </form>`;
}

/** @param trouble what became of the PIN before */
export function renderPin(
  trouble: PinTrouble | undefined,
  onPin: (pin: string) => void,
  onCancel: () => void,
): TemplateResult {
  const words = strings.pin;
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const pin = fieldOf(event, "pin");
    if (pin !== "") onPin(pin);
  };
  return html`<form @submit=${onSubmit}>
    <div>
      <h2>${words.heading}</h2>
      <p class="room">${words.why}</p>
    </div>
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
      <button type="submit" class="button primary">${words.join}</button>
      <button type="button" class="button" @click=${onCancel}>${words.cancel}</button>
    </div>
  </form>`;
}

/** On the way in, with a way out. */
export function renderComing(at: "connecting" | "waiting", onCancel: () => void): TemplateResult {
  const { heading, why, cancel } = strings[at];
  return html`<div class="coming">
    <div class="dots" aria-hidden="true"><i></i><i></i><i></i></div>
    <h2>${heading}</h2>
    <p class="room">${why}</p>
    <button type="button" class="button cancel" @click=${onCancel}>${cancel}</button>
  </div>`;
}

function fieldOf(event: SubmitEvent, name: string): string {
  const field = event.target instanceof HTMLFormElement ? event.target.elements.namedItem(name) : null;
  return field instanceof HTMLInputElement ? field.value.trim() : "";
}
