import { html, nothing, type TemplateResult } from "lit";
import type { KeptRecording, SaveProgress } from "../../recording/kept-recording.ts";
import { ExportError } from "../../recording/exporting.ts";
import { MeshErrorEvent } from "../events.ts";
import { fileSize } from "../language/byte-size.ts";
import { percent } from "../language/writing.ts";
import { MeshElement } from "../mesh-element.ts";
import { buttons, theme } from "../theme.styles.ts";
import { keptStyles } from "./kept.styles.ts";
import { dateOf, lengthOf, recordingWords } from "./words.ts";

type State =
  | { is: "kept" }
  | { is: "asking" }
  | { is: "saving"; progress: SaveProgress }
  | { is: "saved" }
  | { is: "failed"; isFull: boolean };

/**
 * A recording that lies in this browser: to be saved, or deleted.
 * @summary `<mesh-kept-recording>` with its `recording` property, as `unsavedRecordings()` gives it
 * @fires mesh-deleted - it is gone from the browser
 * @fires mesh-error - it could not be saved; the person has been told
 * @csspart recording - the card
 */
export class MeshKeptRecording extends MeshElement {
  static override styles = [theme, buttons, keptStyles];
  static override properties = {
    recording: { attribute: false },
    state: { state: true },
    measure: { state: true },
  };
  declare recording: KeptRecording | undefined;
  declare private state: State;
  declare private measure: { bytes: number; durationMs: number } | undefined;

  constructor() {
    super();
    this.recording = undefined;
    this.state = { is: "kept" };
    this.measure = undefined;
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("recording")) return;
    this.measure = undefined;
    this.recording
      ?.measure()
      .then((measure) => (this.measure = measure))
      .catch(() => undefined); // deleted meanwhile
  }

  protected override render(): unknown {
    const { recording } = this;
    if (recording === undefined) return nothing;
    return html`<div class="kept" part="recording">
      <strong>${this.#title(recording)}</strong>
      ${this.measure === undefined ? nothing : html`<span class="quiet">${fileSize(this.measure.bytes)}</span>`}
      <div aria-live="polite">${this.#renderState()}</div>
      ${this.#renderButtons()}
    </div>`;
  }

  #title({ role, startedAt }: KeptRecording): string {
    const length = lengthOf(this.measure?.durationMs ?? 0);
    const words = role === "guest" ? recordingWords.unsavedOwn : recordingWords.unsavedOne;
    return words(dateOf(startedAt), length);
  }

  #renderState(): TemplateResult | typeof nothing {
    const { state } = this;
    const words = recordingWords;
    switch (state.is) {
      case "kept":
        return nothing;
      case "asking":
        return html`<p>${words.deleteWhy}</p>`;
      case "saving": {
        const { step, share } = state.progress;
        return html`<span>${words.saving(step, percent(Math.floor(share * 20) / 20))}</span>
          <progress max="1" .value=${share} aria-label=${words.save}></progress>`;
      }
      case "saved":
        return html`<p>${words.saved}</p>`;
      case "failed":
        return html`<p class="bad">${words.saveFailed(state.isFull)}</p>`;
    }
  }

  #renderButtons(): TemplateResult | typeof nothing {
    const words = recordingWords;
    switch (this.state.is) {
      case "saving":
        return nothing;
      case "asking":
        return html`<div class="buttons">
          <button type="button" class="button" @click=${() => (this.state = { is: "kept" })}>
            ${words.cancel}
          </button>
          <button type="button" class="button danger" @click=${this.#delete}>${words.delete}</button>
        </div>`;
      default:
        return html`<div class="buttons">
          <button type="button" class="button primary" @click=${this.#save}>${words.save}</button>
          <button type="button" class="button" @click=${() => (this.state = { is: "asking" })}>
            ${words.delete}
          </button>
        </div>`;
    }
  }

  readonly #save = async (): Promise<void> => {
    this.state = { is: "saving", progress: { step: "files", share: 0 } };
    try {
      const onProgress = (progress: SaveProgress): void => void (this.state = { is: "saving", progress });
      const manifest = await this.recording?.save({ onProgress });
      this.state = { is: manifest === undefined ? "kept" : "saved" };
    } catch (error) {
      this.state = { is: "failed", isFull: error instanceof ExportError && error.why === "disk-full" };
      this.dispatchEvent(new MeshErrorEvent(error));
    }
  };

  readonly #delete = async (): Promise<void> => {
    try {
      await this.recording?.delete();
      this.dispatchEvent(new Event("mesh-deleted", { bubbles: true, composed: true }));
    } catch (error) {
      this.state = { is: "kept" }; // another tab reads it
      this.dispatchEvent(new MeshErrorEvent(error));
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-kept-recording": MeshKeptRecording;
  }
}
