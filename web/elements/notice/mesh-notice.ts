import { html, nothing, type PropertyValues } from "lit";
import { MeshElement } from "../mesh-element.ts";
import { explain, type Explanation } from "./explain.ts";
import { icons, type IconName } from "../icons.ts";
import { pageLanguage } from "../language/page-language.ts";
import { noticeStyles } from "./mesh-notice.styles.ts";
import { strings } from "../strings.ts";
import type { CallTrouble, DeviceTrouble } from "./trouble.ts";
import type { Words } from "./usual-words.ts";
import { buttons, theme } from "../theme.styles.ts";

/** Then what is known already is told. */
const patienceMs = 2_000;

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
    isLooking: { state: true },
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
  /** Tag of the language. */
  #explainedIn: string | undefined;
  /** For why a device does not work: nothing is shown that would be told otherwise in a moment. */
  declare private isLooking: boolean;

  #turn = 0;
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.look = "page";
    this.icon = "alert";
    this.words = {};
    this.code = undefined;
    this.trouble = undefined;
    this.explanation = undefined;
    this.isLooking = false;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("button")?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("trouble")) this.explanation = undefined;
    else if (this.#explainedIn === pageLanguage.tag) return;
    this.#explainedIn = pageLanguage.tag;
    void this.#explain();
  }

  async #explain(): Promise<void> {
    const { trouble } = this;
    const turn = ++this.#turn; // the same trouble is another object at each rendering
    this.isLooking = trouble !== undefined && "problem" in trouble && this.explanation === undefined;
    clearTimeout(this.#patience);
    if (this.isLooking) this.#patience = setTimeout(() => (this.isLooking = false), patienceMs);
    const explanation = trouble === undefined ? undefined : await explain(trouble);
    if (turn !== this.#turn) return;
    this.explanation = explanation;
    this.isLooking = false;
  }

  protected override render(): unknown {
    if (this.isLooking) return nothing;
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
