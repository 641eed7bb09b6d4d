import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { RemoteParticipant } from "../../../room/remote-participant.ts";
import type { Room } from "../../../room/room.ts";
import { icons } from "../../icons.ts";
import { percent } from "../../language/writing.ts";
import { MeshElement } from "../../mesh-element.ts";
import { renderConnection } from "../../stats/connection-lines.ts";
import { figuresOf } from "../../stats/room-figures.ts";
import { buttons, theme } from "../../theme.styles.ts";
import { corners } from "../geometry.ts";
import { viewOf } from "../stage-view.ts";
import { stageWords } from "../stage-words.ts";
import type { TileView } from "../tiles.ts";
import { volumesOf } from "../volumes.ts";
import { menuIcons } from "./menu-icons.ts";
import { menuWords } from "./menu-words.ts";
import { tileMenuStyles } from "./mesh-tile-menu.styles.ts";

/** In halves, so that four presses show a screen's smallest words; beyond that there are no more pixels. */
const zoomStep = 0.5;
const mostZoom = 4;
/** From the edges of the window, and from the button. */
const gapPx = 8;

/** What a tile's menu is about. */
export interface TileMenu {
  room: Room;
  tile: TileView;
  /** Whether there is anybody to be pinned. */
  pins: boolean;
  /** Oneself, small over the others. */
  floating: boolean;
  /** The whole screen is asked for. */
  onFullScreen: (() => void) | undefined;
  anchor: HTMLElement;
}

/**
 * What one can do with one tile, over everything else; open for as long as it is in the page. Escape and a press elsewhere
 * close it.
 */
export class MeshTileMenu extends MeshElement {
  static override styles = [theme, buttons, tileMenuStyles];
  static override properties = { menu: { attribute: false } };
  declare menu: TileMenu | undefined;
  #ends: (() => void)[] = [];

  constructor() {
    super();
    this.menu = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.popover = "auto";
    this.role = "dialog";
    this.addEventListener("toggle", this.#onToggle);
    this.addEventListener("keydown", this.#onKey);
    if (this.menu === undefined) return;
    const { room } = this.menu;
    const update = () => this.requestUpdate();
    const leave = (): void => this.hidePopover();
    room.on("disconnected", leave);
    // a phone is turned: tiles have their new places when the stage has been told, which is before this
    const resize = new ResizeObserver(() => this.#follow());
    const root = this.getRootNode();
    if (root instanceof ShadowRoot) resize.observe(root.host);
    this.#ends = [
      () => resize.disconnect(),
      ...(this.#participant === undefined ? [] : [figuresOf(room).subscribe(update)]),
      viewOf(room).subscribe(update),
      volumesOf(room).subscribe(update),
      () => void room.off("disconnected", leave),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("toggle", this.#onToggle);
    this.removeEventListener("keydown", this.#onKey);
    for (const end of this.#ends.splice(0)) end();
    this.menu?.anchor.removeAttribute("aria-expanded");
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.menu !== undefined && changed.has("menu")) this.ariaLabel = stageWords.menu(this.menu.tile.name);
  }

  protected override firstUpdated(): void {
    this.menu?.anchor.setAttribute("aria-expanded", "true");
    this.showPopover();
    this.#place();
    this.renderRoot.querySelector<HTMLElement>("button, input")?.focus();
  }

  /** Figures come later, and make it longer. */
  protected override updated(): void {
    this.#follow();
  }

  protected override render(): unknown {
    const { menu } = this;
    if (menu === undefined) return nothing;
    const { room, tile, pins, floating, onFullScreen } = menu;
    const view = viewOf(room);
    const look = view.lookOf(tile.key);
    const isScreen = tile.source === "screen";
    const fills = look.fills ?? !isScreen;
    const pinned = view.pinned === tile.key;
    return html`
      ${pins && !tile.own && !isScreen ? item(icons.pin, menuWords.pin, () => (view.pinned = pinned ? undefined : tile.key), pinned) : nothing}
      ${onFullScreen === undefined || tile.video === null ? nothing : item(menuIcons.expand, menuWords.fullScreen, this.#closing(onFullScreen))}
      ${tile.video === null ? nothing : item(menuIcons.fit, menuWords.whole, () => view.look(tile.key, { fills: !fills }), !fills)}
      ${isScreen ? this.#renderZoom(menu, look.zoom) : nothing}
      ${tile.own || isScreen ? nothing : this.#renderVolume(menu)}
      ${
        tile.own
          ? item(
              icons["camera-off"],
              menuWords.hideOwn,
              this.#closing(() => (view.ownPlace = "hidden")),
            )
          : nothing
      }
      ${floating ? this.#renderCorners(menu) : nothing}
      ${this.#participant === undefined ? nothing : renderConnection(room, this.#participant)}
    `;
  }

  /** Whose link the figures are of; undefined on a screen and on the own tile. */
  get #participant(): RemoteParticipant | undefined {
    const { room, tile } = this.menu ?? {};
    return tile?.source === "camera" ? room?.participants.get(tile.key) : undefined;
  }

  #renderVolume({ room, tile }: TileMenu): TemplateResult | typeof nothing {
    const participant = room.participants.get(tile.key);
    if (participant === undefined) return nothing;
    const volumes = volumesOf(room);
    const { level, muted } = volumes.of(participant);
    const onInput = (event: Event): void => {
      if (event.target instanceof HTMLInputElement)
        volumes.set(participant, { level: event.target.valueAsNumber / 100, muted: false });
    };
    return html`${
      canSetVolume()
        ? html`<div class="row">
            <label for="volume">${menuWords.volume}</label>
            <output for="volume">${percent(muted ? 0 : level)}</output>
            <input
              id="volume"
              type="range"
              min="0"
              max="100"
              step="5"
              .value=${`${Math.round(level * 100)}`}
              @input=${onInput}
            />
          </div>`
        : nothing
    }
    ${item(menuIcons["speaker-off"], menuWords.mute, () => volumes.set(participant, { muted: !muted }), muted)}`;
  }

  #renderZoom({ room, tile }: TileMenu, zoom: number): TemplateResult {
    const set = (to: number) => () =>
      viewOf(room).look(tile.key, { zoom: Math.max(1, Math.min(mostZoom, to)) });
    const button = (icon: "minus" | "plus", label: string, to: number, disabled: boolean) =>
      html`<button type="button" class="bare" aria-label=${label} ?disabled=${disabled} @click=${set(to)}>
        ${menuIcons[icon]}
      </button>`;
    return html`<div class="row" role="group" aria-label=${menuWords.zoom}>
      <span>${menuWords.zoom}</span>
      <div class="zoom">
        ${button("minus", menuWords.zoomOut, zoom - zoomStep, zoom <= 1)}
        <output>${percent(zoom)}</output>
        ${button("plus", menuWords.zoomIn, zoom + zoomStep, zoom >= mostZoom)}
      </div>
    </div>`;
  }

  #renderCorners({ room }: TileMenu): TemplateResult {
    const view = viewOf(room);
    const words = menuWords.corners;
    return html`<div class="row" role="group" aria-label=${menuWords.moveTo}>
      <span>${menuWords.moveTo}</span>
      <div class="corners">
        ${corners.toReversed().map(
          (corner) =>
            html`<button
              type="button"
              class="bare ${corner}"
              aria-label=${words[corner]}
              aria-pressed=${view.ownPlace === corner}
              @click=${() => (view.ownPlace = corner)}
            >
              <i></i>
            </button>`,
        )}
      </div>
    </div>`;
  }

  #closing(press: () => void): () => void {
    return () => {
      this.hidePopover();
      press();
    };
  }

  /** Stays at its button, and goes with it. */
  #follow(): void {
    if (!this.matches(":popover-open")) return;
    if ((this.menu?.anchor.getClientRects().length ?? 0) > 0) this.#place();
    else this.hidePopover();
  }

  /** By hand: not every browser can anchor. Below the button where there is room, never beyond the window. */
  #place(): void {
    if (this.menu === undefined) return;
    const { left, right, top, bottom } = this.menu.anchor.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = this;
    const start = this.matches(":dir(rtl)") ? left : right - offsetWidth;
    const below = bottom + gapPx + offsetHeight <= innerHeight;
    const y = below ? bottom + gapPx : top - gapPx - offsetHeight;
    this.style.left = `${Math.max(gapPx, Math.min(start, innerWidth - offsetWidth - gapPx))}px`;
    this.style.top = `${Math.max(gapPx, Math.min(y, innerHeight - offsetHeight - gapPx))}px`;
  }

  readonly #onToggle = (event: Event): void => {
    if (!("newState" in event) || event.newState !== "closed") return;
    // the keyboard goes back, unless a press elsewhere has taken it
    if (this.matches(":focus-within") || document.activeElement === document.body) this.menu?.anchor.focus();
    this.remove();
  };

  /** Up and down move as in a menu; a slider keeps its keys. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = [...this.renderRoot.querySelectorAll<HTMLElement>("button:enabled, input")];
    const here = this.renderRoot.querySelector<HTMLElement>(":focus");
    event.stopPropagation(); // what is pressed in a menu is no key of the call's
    if (step === undefined || here === null || here instanceof HTMLInputElement) return;
    event.preventDefault();
    all.at((all.indexOf(here) + step) % all.length)?.focus();
  };
}

function item(icon: TemplateResult, label: string, press: () => void, pressed?: boolean): TemplateResult {
  return html`<button type="button" class="item" aria-pressed=${pressed ?? nothing} @click=${press}>
    ${icon}<span>${label}</span>
  </button>`;
}

/** On an iPhone the buttons at its side are the only volume. */
function canSetVolume(): boolean {
  return Object.assign(document.createElement("audio"), { volume: 0.5 }).volume === 0.5;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-tile-menu": MeshTileMenu;
  }
}
