import { css, html, nothing } from "lit";
import { icons } from "../icons.ts";
import { MeshElement } from "../mesh-element.ts";
import { strings } from "../strings.ts";
import { buttons, theme } from "../theme.styles.ts";
import type { CallMedia } from "./call-media.ts";
import { swapWords as words } from "./device-words.ts";

/**
 * A device that was plugged in, to be used or not; and which one is used in place of one that went away.
 * @summary What devices do by themselves
 */
export class MeshDeviceNews extends MeshElement {
  static override styles = [
    theme,
    buttons,
    css`
      :host {
        display: contents;
      }
      div[aria-live] {
        display: grid;
        justify-items: center;
        margin-block-start: 10px;
      }
      /* Heard when something comes, and no gap in the list around it until then. */
      div[aria-live].none {
        position: absolute;
      }
      .news {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: center;
        gap: 4px 12px;
        padding: 6px 14px;
        border: 1px solid var(--_line);
        border-radius: 22px;
        background: var(--_surface);
        font-size: 0.875rem;
        font-weight: 600;
        box-shadow: var(--_shadow);
      }
      .news svg {
        inline-size: 18px;
        block-size: 18px;
      }
      .button {
        min-block-size: 36px;
        padding: 4px 14px;
        font-size: 0.875rem;
      }
    `,
  ];
  static override properties = { media: { attribute: false } };
  declare media: CallMedia | undefined;

  #followed: CallMedia | undefined;
  #end: (() => void) | undefined;

  constructor() {
    super();
    this.media = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
    this.#end = this.#followed = undefined;
  }

  protected override willUpdate(): void {
    this.#follow();
  }

  protected override render(): unknown {
    const swap = this.media?.swap;
    const { offer, said = "" } = swap ?? {};
    const isThere = offer !== undefined || said !== "";
    return html`<div aria-live="polite" class=${isThere ? "some" : "none"}>
      ${
        offer !== undefined
          ? html`<div class="news">
              ${icons.devices}<span>${words.offer(offer.name)}</span>
              <button type="button" class="button primary" @click=${() => swap?.accept()}>
                ${words.use}
              </button>
              <button type="button" class="button" @click=${() => swap?.decline()}>${words.notNow}</button>
            </div>`
          : said === ""
            ? nothing
            : html`<div class="news">
                ${icons.devices}<span>${said}</span>
                <button type="button" class="button" @click=${() => swap?.hush()}>
                  ${strings.understood}
                </button>
              </div>`
      }
    </div>`;
  }

  #follow(): void {
    if (!this.isConnected || this.media === this.#followed) return;
    this.#end?.();
    this.#followed = this.media;
    this.#end = this.media?.subscribe(() => this.requestUpdate());
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-device-news": MeshDeviceNews;
  }
}
