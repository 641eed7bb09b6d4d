import { css, html, nothing, type TemplateResult } from "lit";
import { cannotRecord } from "../../recording/can-record.ts";
import { CannotRecordError, type Recorded, type RecorderState } from "../../recording/recorder.ts";
import { recordingOf } from "../../recording/recording-of.ts";
import type { RoomRecording } from "../../recording/room-recording.ts";
import { MeshErrorEvent } from "../events.ts";
import type { Room } from "../../room/room.ts";
import { RoomPart } from "../room-part/room-part.ts";
import { panelHead } from "../panel/panel-head.styles.ts";
import { renderPanelHead } from "../panel/panel-head.ts";
import { buttons, theme } from "../theme.styles.ts";
import { keptStyles } from "./kept.styles.ts";
import { fileSize } from "../language/byte-size.ts";
import { clockOf, recordingWords } from "./words.ts";

/**
 * Records a call, collects everybody's tracks when it is over, and saves them.
 * @summary `<mesh-recording>` with its `room` property
 * @fires mesh-action - close the panel
 * @fires mesh-error - why it could not start; the person has been told
 * @csspart person - each person who is in the recording, or is not
 */
export class MeshRecording extends RoomPart {
  static override styles = [
    theme,
    buttons,
    panelHead,
    keptStyles,
    css`
      :host {
        font-size: 0.9375rem;
      }
      .all {
        display: flex;
        flex-direction: column;
        gap: 16px;
        padding: 16px 18px;
        overflow-y: auto;
        overscroll-behavior: contain;
      }
      label {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 2px 12px;
        align-items: center;
        min-block-size: 44px;
        font-weight: 600;
      }
      label .quiet {
        grid-column: 2;
        font-weight: 400;
      }
      input {
        inline-size: 20px;
        block-size: 20px;
        margin: 0;
        accent-color: var(--_accent);
      }
      .time {
        font-size: 1.5rem;
        font-weight: 600;
        font-variant-numeric: tabular-nums;
      }
      h3 {
        font-size: 1rem;
      }
      ul {
        display: grid;
        gap: 10px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        gap: 4px;
        overflow-wrap: anywhere;
      }
    `,
  ];
  static override properties = {
    ...RoomPart.properties,
    asks: { state: true },
    collects: { state: true },
    missing: { state: true },
  };
  declare private asks: boolean;
  declare private collects: boolean;
  /** Why it did not start. */
  declare private missing: CannotRecordError["missing"] | undefined;

  #recording: RoomRecording | undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.asks = true;
    this.collects = true;
    this.missing = undefined;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("header button")?.focus(options);
  }

  protected override followRoom(room: Room): () => void {
    this.#recording = recordingOf(room);
    this.missing = room.localParticipant.role === "attendee" ? "attendee" : cannotRecord();
    const ends = [super.followRoom(room), this.#recording.subscribe(() => this.requestUpdate())];
    this.#ticking = setInterval(() => this.requestUpdate(), 1_000);
    return () => {
      clearInterval(this.#ticking);
      for (const end of ends) end();
    };
  }

  protected override render(): unknown {
    const recording = this.#recording;
    if (this.room === undefined || recording === undefined) return nothing;
    return html`${renderPanelHead(this, recordingWords.heading, recordingWords.close)}
      <div class="all">${this.#renderState(recording)}</div>`;
  }

  #renderState({ state, recorded }: RoomRecording): TemplateResult {
    const words = recordingWords;
    switch (state.is) {
      case "idle":
      case "starting":
        return this.#renderStart(state.is === "starting");
      case "recording":
        return recorded === undefined ? html`` : this.#renderUnderWay(recorded);
      case "stopping":
        return html`<p role="status">${words.stopping}</p>`;
      case "collecting":
        return this.#renderCollecting(state);
      case "done":
        return html`${
            state.failure === undefined
              ? nothing
              : html`<p class="bad" role="alert">${words.failure(state.failure)}</p>`
          }
          <h3>${words.done}</h3>
          <p class="quiet">${words.saveAs}</p>
          <mesh-kept-recording
            exportparts="recording"
            .recording=${state.kept}
            @mesh-deleted=${this.#forget}
          ></mesh-kept-recording>
          ${this.#renderStart(false, true)}`;
    }
  }

  #renderStart(isStarting: boolean, isAgain = false): TemplateResult {
    const words = recordingWords;
    if (this.missing !== undefined)
      return html`<p class="bad" role="alert">${words.cannot(this.missing)}</p>`;
    return html`<p>${words.about}</p>
      <label>
        <input
          type="checkbox"
          .checked=${this.asks}
          @change=${(event: Event) => (this.asks = isChecked(event))}
        />
        <span>${words.asks}</span><span class="quiet">${words.asksWhy}</span>
      </label>
      <label>
        <input
          type="checkbox"
          .checked=${this.collects}
          @change=${(event: Event) => (this.collects = isChecked(event))}
        />
        <span>${words.collects}</span><span class="quiet">${words.collectsWhy}</span>
      </label>
      <button
        type="button"
        class=${isAgain ? "button" : "button primary"}
        ?disabled=${isStarting}
        @click=${this.#start}
      >
        ${isStarting ? words.starting : isAgain ? words.another : words.start}
      </button>`;
  }

  #renderUnderWay({ sinceMs, bytes, people, failure }: Recorded): TemplateResult {
    const words = recordingWords;
    return html`<div class="time">${clockOf(Date.now() - sinceMs)}</div>
      <p class="quiet">${fileSize(bytes)}</p>
      ${failure === undefined ? nothing : html`<p class="bad" role="alert">${words.failure(failure)}</p>`}
      <button type="button" class="button" @click=${() => void this.#recording?.stop()}>${words.stop}</button>
      <p class="quiet">${words.keepHere}</p>
      ${
        people.length === 0
          ? nothing
          : html`<h3>${words.people}</h3>
              <ul>
                ${people.map(
                  ({ name, answer }) =>
                    html`<li part="person">
                      <bdi>${name}</bdi><span class="quiet">${words.answer(answer)}</span>
                    </li>`,
                )}
              </ul>`
      }`;
  }

  #renderCollecting({ progress }: Extract<RecorderState, { is: "collecting" }>): TemplateResult {
    const words = recordingWords;
    return html`<h3 role="status">${words.collecting}</h3>
      <ul>
        ${progress.map((each) => {
          const { name, is, receivedBytes, sizeBytes } = each;
          return html`<li part="person">
            <bdi>${name}</bdi><span class="quiet">${words.collected(each)}</span>
            ${
              is === "coming"
                ? html`<progress
                    aria-label=${name}
                    max=${Math.max(1, sizeBytes)}
                    .value=${receivedBytes}
                  ></progress>`
                : nothing
            }
          </li>`;
        })}
      </ul>
      <button type="button" class="button" @click=${() => this.#recording?.stopCollecting()}>
        ${words.enough}
      </button>`;
  }

  readonly #start = async (): Promise<void> => {
    try {
      await this.#recording?.start({ asks: this.asks, collects: this.collects });
    } catch (error) {
      this.missing = error instanceof CannotRecordError ? error.missing : "policy";
      this.dispatchEvent(new MeshErrorEvent(error));
    }
  };

  readonly #forget = (): void => this.#recording?.forget();
}

function isChecked({ target }: Event): boolean {
  return target instanceof HTMLInputElement && target.checked;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-recording": MeshRecording;
  }
}
