import { css, html, nothing, type TemplateResult } from "lit";
import type { OthersRecording } from "../../recording/guest.ts";
import { recordingOf } from "../../recording/recording-of.ts";
import type { RoomRecording } from "../../recording/room-recording.ts";
import { dialogs } from "../dialog.styles.ts";
import { MeshActionEvent } from "../events.ts";
import type { Room } from "../../room/room.ts";
import { RoomPart } from "../room-part/room-part.ts";
import { buttons, theme } from "../theme.styles.ts";
import { clockOf, recordingWords } from "./words.ts";

/**
 * That a call is recorded, by whom, and whether one is in it: it stands there for as long as somebody records. Asks whoever
 * has to agree first.
 * @summary `<mesh-recording-sign>` with its `room` property
 * @fires mesh-action - the recording panel is to be shown
 * @csspart sign - each recording
 */
export class MeshRecordingSign extends RoomPart {
  static override styles = [
    theme,
    buttons,
    dialogs,
    css`
      :host {
        display: grid;
        gap: 8px;
        justify-items: center;
      }
      .sign {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: center;
        gap: 4px 10px;
        padding: 5px 14px;
        border: 1px solid rgb(255 255 255 / 22%);
        border-radius: 20px;
        background: rgb(10 16 14 / 78%);
        color: #fff;
        font-size: 0.8125rem;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .dot {
        flex: none;
        inline-size: 10px;
        block-size: 10px;
        border-radius: 50%;
        background: #ff5449;
        animation: pulse 2s ease-in-out infinite;
        forced-color-adjust: none;
      }
      @keyframes pulse {
        50% {
          opacity: 0.35;
        }
      }
      .sign button {
        min-block-size: 32px;
        padding: 0 12px;
        border: 0;
        border-radius: 999px;
        background: #fff;
        color: #16211d;
        font-size: 0.8125rem;
        font-weight: 600;
      }
      .time {
        font-variant-numeric: tabular-nums;
      }
      p {
        margin-block-start: 10px;
      }
      @media (forced-colors: active) {
        .sign {
          border-color: CanvasText;
        }
        .sign button {
          border: 1px solid ButtonText;
        }
      }
    `,
  ];

  #recording: RoomRecording | undefined;
  #ticking: ReturnType<typeof setInterval> | undefined;

  protected override followRoom(room: Room): () => void {
    this.#recording = recordingOf(room);
    let hasFailed = false;
    const look = (): void => {
      const fails = this.#recording?.recorded?.failure !== undefined;
      // this sign goes with the recording: the panel says why
      if (fails && !hasFailed) this.dispatchEvent(new MeshActionEvent({ do: "show", panel: "recording" }));
      hasFailed = fails;
      this.requestUpdate();
    };
    const ends = [super.followRoom(room), this.#recording.subscribe(look)];
    this.#ticking = setInterval(look, 1_000);
    return () => {
      clearInterval(this.#ticking);
      for (const end of ends) end();
    };
  }

  protected override updated(): void {
    const dialog = this.renderRoot.querySelector("dialog");
    if (dialog !== null && !dialog.open) dialog.showModal();
  }

  protected override render(): unknown {
    const recording = this.#recording;
    if (this.room === undefined || recording === undefined) return nothing;
    const question = recording.others.find(({ answer }) => answer === "open");
    return html`${this.#renderOwn(recording)} ${recording.others.map((other) => this.#renderOther(other))}
    ${question === undefined ? nothing : this.#renderQuestion(question)}`;
  }

  #renderOwn({ recorded }: RoomRecording): TemplateResult | typeof nothing {
    if (recorded === undefined) return nothing;
    return html`<div class="sign" part="sign">
      <span class="dot"></span>${recordingWords.ownIsRecording}
      <span class="time" aria-hidden="true">${clockOf(Date.now() - recorded.sinceMs)}</span>
      <button type="button" @click=${this.#stop}>${recordingWords.stop}</button>
    </div>`;
  }

  #renderOther({ id, by, answer }: OthersRecording): TemplateResult {
    const words = recordingWords;
    const change = answer === "refused" ? true : answer === "agreed" ? false : undefined;
    return html`<div class="sign" part="sign">
      <span class="dot"></span><span>${words.isRecording(by.displayName)}</span>
      ${answer === "refused" ? html`<span>${words.notIn}</span>` : nothing}
      ${
        change === undefined
          ? nothing
          : html`<button type="button" @click=${() => this.#answer(id, change)}>
              ${change ? words.takeMeIn : words.leaveMeOut}
            </button>`
      }
    </div>`;
  }

  #renderQuestion({ id, by, collects }: OthersRecording): TemplateResult {
    const words = recordingWords;
    // closed with Escape: who has not agreed is left out
    return html`<dialog aria-labelledby="ask" aria-describedby="why" @cancel=${() => this.#answer(id, false)}>
      <h2 id="ask">${words.ask(by.displayName)}</h2>
      <div id="why">
        <p>${words.askWhy}</p>
        ${collects ? html`<p>${words.askTracks}</p>` : nothing}
      </div>
      <div class="buttons">
        <button type="button" class="button" @click=${() => this.#answer(id, false)}>${words.refuse}</button>
        <button type="button" class="button primary" @click=${() => this.#answer(id, true)}>
          ${words.agree}
        </button>
      </div>
    </dialog>`;
  }

  #answer(id: string, agrees: boolean): void {
    this.renderRoot.querySelector("dialog")?.close();
    void this.#recording?.answer(id, agrees);
  }

  readonly #stop = (): void => {
    this.dispatchEvent(new MeshActionEvent({ do: "show", panel: "recording" }));
    void this.#recording?.stop();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-recording-sign": MeshRecordingSign;
  }
}
