import { css, html, nothing } from "lit";
import { dialogs } from "../dialog.styles.ts";
import { MeshErrorEvent } from "../events.ts";
import { peopleWords } from "../people/people-words.ts";
import { RoomPart } from "../room-part/room-part.ts";
import { buttons, theme } from "../theme.styles.ts";

/**
 * Asks a host once more before the call ends for everybody. Open for as long as it is in the page.
 * @summary `<mesh-end-call>` with its `room` property
 * @fires close - answered, or called off
 * @fires mesh-error - what the signal-worker refused
 */
export class MeshEndCall extends RoomPart {
  static override styles = [
    theme,
    buttons,
    dialogs,
    css`
      p {
        margin-block-start: 8px;
        color: var(--_danger);
        font-weight: 600;
      }
    `,
  ];

  static override properties = { ...RoomPart.properties, hasFailed: { state: true } };
  declare private hasFailed: boolean;

  constructor() {
    super();
    this.hasFailed = false;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  protected override render(): unknown {
    const words = peopleWords;
    const close = (): void => this.renderRoot.querySelector("dialog")?.close();
    return html`<dialog aria-labelledby="ask" @close=${() => this.dispatchEvent(new Event("close"))}>
      <h2 id="ask">${words.endAsk}</h2>
      ${this.hasFailed ? html`<p role="alert">${words.failed}</p>` : nothing}
      <div class="buttons">
        <button type="button" class="button" @click=${close}>${words.cancel}</button>
        <button type="button" class="button grave" @click=${this.#end}>${words.endDo}</button>
      </div>
    </dialog>`;
  }

  readonly #end = async (): Promise<void> => {
    try {
      await (await this.room?.moderation())?.end();
      this.renderRoot.querySelector("dialog")?.close();
    } catch (error) {
      this.hasFailed = true;
      this.dispatchEvent(new MeshErrorEvent(error));
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-end-call": MeshEndCall;
  }
}
