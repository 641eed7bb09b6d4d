import { css, html, nothing } from "lit";
import type { KeptRecording } from "../../recording/kept-recording.ts";
import { keptEvent } from "../../recording/store.ts";
import { unsavedRecordings } from "../../recording/unsaved.ts";
import { MeshElement } from "../mesh-element.ts";
import { theme } from "../theme.styles.ts";
import { recordingWords } from "./words.ts";

/**
 * Recordings that were not saved, of calls that have ended or were cut off: each can be saved or deleted. Nothing where there
 * is none.
 * @summary `<mesh-unsaved-recordings>`
 * @fires mesh-error - one could not be saved; the person has been told
 * @csspart recording - each
 */
export class MeshUnsavedRecordings extends MeshElement {
  static override styles = [
    theme,
    css`
      :host {
        display: grid;
        gap: 10px;
      }
      h3 {
        font-size: 1rem;
      }
    `,
  ];
  static override properties = { recordings: { state: true } };
  declare private recordings: readonly KeptRecording[];

  constructor() {
    super();
    this.recordings = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener(keptEvent, this.#look);
    void this.#look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener(keptEvent, this.#look);
  }

  protected override render(): unknown {
    if (this.recordings.length === 0) return nothing;
    return html`<h3>${recordingWords.unsaved}</h3>
      ${this.recordings.map(
        (recording) =>
          html`<mesh-kept-recording
            exportparts="recording"
            .recording=${recording}
            @mesh-deleted=${this.#look}
          ></mesh-kept-recording>`,
      )}`;
  }

  readonly #look = async (): Promise<void> => {
    this.recordings = await unsavedRecordings().catch(() => []); // no storage here: then there is none
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-unsaved-recordings": MeshUnsavedRecordings;
  }
}
