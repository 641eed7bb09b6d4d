import { html, nothing } from "lit";
import { MeshElement } from "../mesh-element.ts";
import { icons, type IconName } from "../icons.ts";
import { noticeStyles } from "./mesh-notice.styles.ts";
import { strings } from "../strings.ts";
import type { Words } from "./trouble-words.ts";
import { buttons, theme } from "../theme.styles.ts";

/**
 * What happened, why, and what to do: over the whole call (`page`) or beside it (`strip`).
 * @fires mesh-do - the button was pressed
 * @slot - more buttons or words
 * @csspart notice - the box
 * @csspart action - the button
 */
export class MeshNotice extends MeshElement {
  static override styles = [theme, buttons, noticeStyles];
  static override properties = {
    look: { reflect: true },
    icon: { attribute: false },
    words: { attribute: false },
    code: { attribute: false },
  };
  declare look: "page" | "strip";
  declare icon: IconName;
  declare words: Partial<Words>;
  declare code: number | undefined;

  constructor() {
    super();
    this.look = "page";
    this.icon = "alert";
    this.words = {};
    this.code = undefined;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("button")?.focus(options);
  }

  protected override render(): unknown {
    const { heading, why, todo, action } = this.words;
    return html`<div class="notice" part="notice">
      <div class="sign">${icons[this.icon]}</div>
      <div class="words">
        ${this.look === "page" ? html`<h2>${heading}</h2>` : html`<h3>${heading}</h3>`}
        ${why === undefined ? nothing : html`<p class="why">${why}</p>`}
        ${todo === undefined ? nothing : html`<p>${todo}</p>`}
        ${this.code === undefined ? nothing : html`<p class="code">${strings.code(this.code)}</p>`}
      </div>
      <div class="actions">
        ${
          action === undefined
            ? nothing
            : html`<button
                type="button"
                part="action"
                class=${this.look === "page" ? "button primary" : "button"}
                @click=${() => this.dispatchEvent(new Event("mesh-do"))}
              >
                ${action}
              </button>`
        }
        <slot></slot>
      </div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-notice": MeshNotice;
  }
}
