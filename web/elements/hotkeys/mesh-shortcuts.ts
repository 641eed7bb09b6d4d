import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { icons } from "../icons.ts";
import { RoomPart } from "../room-part/room-part.ts";
import { panelHead } from "../panel/panel-head.styles.ts";
import { renderPanelHead } from "../panel/panel-head.ts";
import { buttons, fields, theme } from "../theme.styles.ts";
import { chordOf, showChord, type Chord } from "./chord.ts";
import { hotkeyActions, type HotkeyAction } from "./hotkey-actions.ts";
import { hotkeys } from "./hotkey-settings.ts";
import { shortcutsStyles } from "./mesh-shortcuts.styles.ts";
import { hotkeyWords } from "./words.ts";

/**
 * What each key does, and the way to change it. Works alone; what is changed counts for all calls on the site.
 * @summary `<mesh-shortcuts>`
 * @fires mesh-action - close the panel
 * @csspart shortcut - each line
 */
export class MeshShortcuts extends RoomPart {
  static override styles = [theme, buttons, fields, panelHead, shortcutsStyles];
  static override properties = {
    ...RoomPart.properties,
    recording: { state: true },
    told: { state: true },
  };
  /** The next key is for this. */
  declare private recording: HotkeyAction | undefined;
  /** What became of the last change. */
  declare private told: string;
  #end: (() => void) | undefined;

  constructor() {
    super();
    this.recording = undefined;
    this.told = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#end = hotkeys.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("header button")?.focus(options);
  }

  protected override render(): unknown {
    const words = hotkeyWords;
    const { single } = hotkeys.settings;
    const onSingle = ({ target }: Event): void => {
      if (target instanceof HTMLInputElement) hotkeys.change({ single: target.checked });
    };
    const reset = (): void => {
      hotkeys.reset();
      this.told = words.reset;
    };
    return html`${renderPanelHead(this, words.heading, words.close)}
      <div class="all" role="group" aria-label=${words.heading}>
        <p class="why">${words.why}</p>
        <label class="check">
          <input type="checkbox" aria-describedby="single-why" .checked=${live(single)} @change=${onSingle} />
          <span
            ><span>${words.single}</span
            ><small id="single-why" aria-hidden="true">${words.singleWhy}</small></span
          >
        </label>
        <ul>
          ${hotkeyActions.map((action) => this.#renderAction(action))}
        </ul>
        <p class="told" role="status">${this.told}</p>
        <button type="button" class="button" @click=${reset}>${words.reset}</button>
      </div>`;
  }

  #renderAction(action: HotkeyAction): TemplateResult {
    const words = hotkeyWords;
    const chords = hotkeys.settings.keys[action];
    const name = words.action(action);
    const isRecording = this.recording === action;
    const shown = chords.map(show);
    return html`<li part="shortcut">
      <span class="name">${name}</span>
      <button
        type="button"
        class="keys"
        @click=${() => this.#record(isRecording ? undefined : action)}
        @keydown=${isRecording ? this.#onKey : nothing}
        @blur=${() => isRecording && this.#record(undefined)}
      >
        <span class="spoken">${name}</span>
        ${
          isRecording
            ? words.press
            : shown.length === 0
              ? html`<span class="none">${words.none}</span>`
              : shown.map((each) => html`<kbd>${each}</kbd> `)
        }
      </button>
      ${
        chords.length === 0
          ? html`<span class="place"></span>`
          : html`<button
              type="button"
              class="bare clear"
              aria-label=${words.clear(name)}
              @click=${() => this.#set(action, [])}
            >
              ${icons.close}
            </button>`
      }
    </li>`;
  }

  #record(action: HotkeyAction | undefined): void {
    this.recording = action;
    this.told = action === undefined ? this.told : hotkeyWords.press;
  }

  /** Escape and Tab call it off; a key that is in use stays where it is. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const action = this.recording;
    if (action === undefined || event.key === "Tab") return;
    event.stopPropagation();
    if (["Control", "Meta", "Alt", "Shift"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Escape") {
      this.recording = undefined;
      this.told = "";
      return;
    }
    const chord = chordOf(event);
    if (chord === undefined) {
      this.told = hotkeyWords.impossible;
      return;
    }
    const other = hotkeyActions.find(
      (each) => each !== action && hotkeys.settings.keys[each].includes(chord),
    );
    if (other !== undefined) {
      this.told = hotkeyWords.conflict(show(chord), hotkeyWords.action(other));
      return;
    }
    this.recording = undefined;
    this.#set(action, [chord]);
  };

  #set(action: HotkeyAction, chords: readonly Chord[]): void {
    hotkeys.change({ keys: { ...hotkeys.settings.keys, [action]: chords } });
    const keys = chords.length === 0 ? hotkeyWords.none : chords.map(show).join(", ");
    this.told = hotkeyWords.changed(hotkeyWords.action(action), keys);
  }
}

function show(chord: Chord): string {
  return showChord(chord).replace("Space", hotkeyWords.space);
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-shortcuts": MeshShortcuts;
  }
}
