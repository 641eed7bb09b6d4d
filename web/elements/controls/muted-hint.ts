import { html, type TemplateResult } from "lit";
import type { Room } from "../../room/room.ts";
import { mutedWords as words } from "./muted-words.ts";

/** Long enough to read it and reach the button. */
const hintMs = 8_000;

export interface MutedHintParts {
  /** Off by one's own choice, so that it can be switched on. */
  isMuted(): boolean;
  /** By the button that the hint has. */
  unmute(): void;
  /** It looks different now. */
  onChange(): void;
  /** For screen readers. */
  say(words: string): void;
}

/** Tells somebody who speaks that nobody hears them. */
export class MutedHint {
  readonly #parts: MutedHintParts;
  readonly #room: Room;
  #ending: ReturnType<typeof setTimeout> | undefined;

  constructor(room: Room, parts: MutedHintParts) {
    this.#room = room;
    this.#parts = parts;
    room.localParticipant.on("speakingWhileMuted", this.#show);
  }

  /** Undefined where there is nothing to tell. */
  render(): TemplateResult | undefined {
    if (this.#ending === undefined || !this.#parts.isMuted()) return undefined;
    return html`<div class="hint" part="hint">
      ${words.muted}
      <button type="button" @click=${this.#unmute}>${words.unmute}</button>
    </div>`;
  }

  end(): void {
    clearTimeout(this.#ending);
    this.#room.localParticipant.off("speakingWhileMuted", this.#show);
  }

  readonly #show = (): void => {
    this.#parts.say(words.muted);
    clearTimeout(this.#ending);
    this.#ending = setTimeout(this.#hide, hintMs);
    this.#parts.onChange();
  };

  readonly #hide = (): void => {
    clearTimeout(this.#ending);
    this.#ending = undefined;
    this.#parts.onChange();
  };

  readonly #unmute = (): void => {
    this.#hide();
    this.#parts.unmute();
  };
}
