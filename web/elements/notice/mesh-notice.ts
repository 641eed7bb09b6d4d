import { html, nothing, type PropertyValues } from "lit";
import { MeshElement } from "../mesh-element.ts";
import { explain, type Explanation } from "./explain.ts";
import { icons, type IconName } from "../icons.ts";
import { noticeStyles } from "./mesh-notice.styles.ts";
import { strings } from "../strings.ts";
import type { CallTrouble, DeviceTrouble } from "./trouble.ts";
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
    trouble: { attribute: false, hasChanged: isOtherTrouble },
    explanation: { state: true },
  };
  /** Over everything, or beside it. */
  declare look: "page" | "strip";
  declare icon: IconName;
  declare words: Partial<Words>;
  /** Shown small, for whoever is asked for help. */
  declare code: number | undefined;
  /** What the words are about: its cause is looked for, and told in their place when it is found. */
  declare trouble: CallTrouble | DeviceTrouble | undefined;
  declare private explanation: Explanation | undefined;

  constructor() {
    super();
    this.look = "page";
    this.icon = "alert";
    this.words = {};
    this.code = undefined;
    this.trouble = undefined;
    this.explanation = undefined;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("button")?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("trouble")) void this.#explain();
  }

  async #explain(): Promise<void> {
    const { trouble } = this;
    this.explanation = undefined;
    const explanation = trouble === undefined ? undefined : await explain(trouble);
    if (trouble === this.trouble) this.explanation = explanation;
  }

  protected override render(): unknown {
    const { heading, why, todo, action } = this.explanation?.words ?? this.words;
    const code = this.explanation?.code ?? this.code;
    return html`<div class="notice" part="notice">
      <div class="sign">${icons[this.icon]}</div>
      <div class="words">
        ${this.look === "page" ? html`<h2>${heading}</h2>` : html`<h3>${heading}</h3>`}
        ${why === undefined ? nothing : html`<p class="why">${why}</p>`}
        ${todo === undefined ? nothing : html`<p>${todo}</p>`}
        ${code === undefined ? nothing : html`<p class="code">${strings.code(code)}</p>`}
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

/** A view makes the same trouble anew each time it renders. */
function isOtherTrouble(one: MeshNotice["trouble"], other: MeshNotice["trouble"]): boolean {
  return JSON.stringify(one) !== JSON.stringify(other) || errorOf(one) !== errorOf(other);
}

function errorOf(trouble: MeshNotice["trouble"]): unknown {
  return trouble !== undefined && "error" in trouble ? trouble.error : undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-notice": MeshNotice;
  }
}
