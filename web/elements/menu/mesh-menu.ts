import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { icons } from "../icons.ts";
import { ariaChord, showChord } from "../hotkeys/chord.ts";
import { MeshElement } from "../mesh-element.ts";
import { theme } from "../theme.styles.ts";
import type { MenuEntry, MenuItem, MenuRow } from "./menu-entry.ts";
import { menuStyles } from "./mesh-menu.styles.ts";
import { placeMenu } from "./place-menu.ts";

/** Keys that come sooner belong to one word. */
const typingMs = 700;

/**
 * A menu over everything else, open for as long as it is in the page. Arrow keys, Home, End and the first letters move in
 * it; Escape, Tab and a press elsewhere close it.
 * @summary `<mesh-menu>`, in the page while it is open
 * @fires close - it has closed itself
 */
export class MeshMenu extends MeshElement {
  static override styles = [theme, menuStyles];
  static override properties = { entries: { attribute: false }, label: { attribute: false } };
  declare entries: readonly MenuEntry[];
  declare label: string;
  /** The button that it opens at. */
  anchor: HTMLElement | null = null;
  /** What has the keyboard first. */
  startsAt: "first" | "last" = "first";
  #typed = "";
  #typedAtMs = -Infinity;
  readonly #onMove = (): void => this.#place();

  constructor() {
    super();
    this.entries = [];
    this.label = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.popover = "auto";
    this.role = "menu";
    this.addEventListener("toggle", this.#onToggle);
    this.addEventListener("keydown", this.#onKey);
    addEventListener("resize", this.#onMove);
    addEventListener("scroll", this.#onMove, { capture: true, passive: true });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("toggle", this.#onToggle);
    this.removeEventListener("keydown", this.#onKey);
    removeEventListener("resize", this.#onMove);
    removeEventListener("scroll", this.#onMove, { capture: true });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("label")) this.ariaLabel = this.label;
  }

  protected override firstUpdated(): void {
    this.showPopover();
    this.#place();
    const all = this.#items();
    all.at(this.startsAt === "first" ? 0 : -1)?.focus();
  }

  protected override updated(): void {
    this.#place();
  }

  protected override render(): unknown {
    return this.entries.map((entry) => {
      if (entry === "line") return html`<hr />`;
      return "signs" in entry ? renderRow(entry) : this.#renderItem(entry);
    });
  }

  #renderItem({
    icon,
    label,
    keys,
    isChecked,
    isChoice = false,
    count,
    isGrave = false,
    press,
  }: MenuItem): TemplateResult {
    const choose = (): void => {
      this.#close();
      press();
    };
    return html`<button
      type="button"
      class=${isGrave ? "item grave" : "item"}
      role=${isChecked === undefined ? "menuitem" : isChoice ? "menuitemradio" : "menuitemcheckbox"}
      tabindex="-1"
      aria-checked=${isChecked === undefined ? nothing : String(isChecked)}
      aria-keyshortcuts=${keys === undefined ? nothing : ariaChord(keys)}
      @click=${choose}
    >
      ${icon}<span class="label">${label}</span>
      ${count === undefined || count === 0 ? nothing : html`<span class="count">${count}</span>`}
      ${isChecked === true ? html`<span class="check">${icons.check}</span>` : nothing}
      ${keys === undefined ? nothing : html`<kbd aria-hidden="true">${showChord(keys)}</kbd>`}
    </button>`;
  }

  /** By keyboard, or after a choice. A press elsewhere leaves the keyboard to what was pressed. */
  #close(): void {
    this.hidePopover();
    this.anchor?.focus();
  }

  #place(): void {
    if (this.anchor !== null && this.matches(":popover-open")) placeMenu(this, this.anchor);
  }

  readonly #onToggle = (event: Event): void => {
    if ("newState" in event && event.newState === "closed") this.dispatchEvent(new Event("close"));
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const { key } = event;
    if (key === "Tab" || key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = this.#next(key);
    const isLetter = key.length === 1 && key !== " ";
    if (target === undefined && !isLetter) return;
    event.preventDefault();
    event.stopPropagation(); // a letter in a menu is no key of the call's
    if (target !== undefined) this.#typed = "";
    (target ?? this.#startingWith(key, event.timeStamp))?.focus();
  };

  #next(key: string): HTMLElement | undefined {
    const all = this.#items();
    const here = this.renderRoot.querySelector<HTMLElement>(":focus");
    const at = here === null ? -1 : all.indexOf(here);
    const row = here?.closest(".signs") ?? null;
    const around = (step: number): HTMLElement | undefined => all.at((at + step) % all.length);
    switch (key) {
      case "Home":
        return all[0];
      case "End":
        return all.at(-1);
      case "ArrowDown":
        return row === null
          ? around(1)
          : all.find((item, index) => index > at && item.closest(".signs") !== row);
      case "ArrowUp":
        return row === null
          ? around(-1)
          : (all.slice(0, at).findLast((item) => item.closest(".signs") !== row) ?? all.at(-1));
      case "ArrowLeft":
      case "ArrowRight":
        return row === null
          ? undefined
          : around((key === "ArrowRight") === this.matches(":dir(ltr)") ? 1 : -1);
      default:
        return undefined;
    }
  }

  #startingWith(letter: string, atMs: number): HTMLElement | undefined {
    this.#typed = atMs - this.#typedAtMs < typingMs ? this.#typed + letter : letter;
    this.#typedAtMs = atMs;
    const all = this.#items();
    const here = this.renderRoot.querySelector<HTMLElement>(":focus");
    const at = here === null ? 0 : all.indexOf(here);
    const typed = this.#typed.toLocaleLowerCase();
    // one letter goes on to the next that begins so; several stay while they fit
    const from = typed.length === 1 ? at + 1 : at;
    return [...all.slice(from), ...all.slice(0, from)].find((item) =>
      (item.textContent ?? "").trim().toLocaleLowerCase().startsWith(typed),
    );
  }

  #items(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll("button")];
  }
}

function renderRow({ label, signs }: MenuRow): TemplateResult {
  return html`<div class="signs" role="group" aria-label=${label}>
    ${signs.map(
      (each) =>
        html`<button
          type="button"
          class="sign"
          role="menuitem"
          tabindex="-1"
          aria-label=${each.label}
          title=${each.label}
          @click=${each.press}
        >
          ${each.sign}
        </button>`,
    )}
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-menu": MeshMenu;
  }
}
