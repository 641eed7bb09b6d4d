import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { MeshElement } from "../mesh-element.ts";
import type { AudioLevelFeed } from "../../room/audio-level-feed.ts";
import type { LocalParticipant } from "../../room/local-participant.ts";
import type { MediaTrack } from "../../room/media-track.ts";
import { RemoteVideoTrack } from "../../room/remote-media-track.ts";
import type { RemoteParticipant } from "../../room/remote-participant.ts";
import type { NetworkQualityLevel } from "../../room/network-quality.ts";
import { isMirrored, onMirror } from "../devices/mirror.ts";
import { MeshPinEvent, MeshTileMenuEvent } from "../events.ts";
import { icons } from "../icons.ts";
import { initials, toneOf } from "./avatar.ts";
import { tileStyles } from "./mesh-tile.styles.ts";
import { renderBars } from "./network-bars.ts";
import { stageWords } from "./stage-words.ts";
import { strings } from "../strings.ts";
import { buttons, theme } from "../theme.styles.ts";
import type { PictureLook, TileMark } from "./stage-view.ts";
import type { TileView } from "./tiles.ts";
import type { PathTrouble } from "../notice/trouble.ts";

const tones = 6;
const usualLook: PictureLook = { fills: undefined, zoom: 1 };

/**
 * One person or one screen: on a stage, or by itself around a `participant`. Their sound is the stage's.
 * @summary `<mesh-tile .participant=${participant}>`
 * @fires mesh-pin - inside a stage: large, or not any more
 * @fires mesh-tile-menu - inside a stage: what can be done with this tile
 * @csspart tile - the rectangle
 * @csspart video - the picture
 * @csspart avatar - under the picture, and so seen until its first frame and while there is none
 * @csspart name - the plate with the name
 */
export class MeshTile extends MeshElement implements TileView {
  static override styles = [theme, buttons, tileStyles];
  static override properties = {
    participant: { attribute: false },
    name: { attribute: false },
    source: { reflect: true },
    own: { type: Boolean, reflect: true },
    video: { attribute: false },
    level: { attribute: false },
    microphoneOn: { attribute: false },
    reconnecting: { attribute: false },
    noPath: { attribute: false },
    quality: { attribute: false },
    relayed: { attribute: false },
    mark: { attribute: false },
    look: { attribute: false },
    pinned: { attribute: false },
    menu: { attribute: false },
    plain: { type: Boolean, reflect: true },
  };
  /** Whom to show; their camera, name and all that a tile tells. Undefined: as the other properties say. */
  declare participant: LocalParticipant | RemoteParticipant | undefined;
  key = "";
  /** What the plate says. */
  declare name: string;
  /** What the picture comes from. */
  declare source: "camera" | "screen";
  /** Whether it is oneself. */
  declare own: boolean;
  /** Null: no picture. */
  declare video: MediaTrack | null;
  /** Drives the speaking ring without a render. */
  declare level: AudioLevelFeed | undefined;
  /** Whether they can be heard. */
  declare microphoneOn: boolean;
  /** Whether their path is lost just now. */
  declare reconnecting: boolean;
  /** Why there is no path to them; undefined: there is one. */
  declare noPath: PathTrouble | undefined;
  /** Of the connection with them, 0 to 5; null: not known. */
  declare quality: NetworkQualityLevel | null;
  /** Whether the path leads over a relay. */
  declare relayed: boolean;
  declare mark: TileMark | undefined;
  declare look: PictureLook;
  /** Undefined: there is nothing to pin. */
  declare pinned: boolean | undefined;
  /** There is more that can be done with it. */
  declare menu: boolean;
  /** No name plate: the lobby's preview. */
  declare plain: boolean;

  #attached: MediaTrack | null = null;
  #endOfLevels: (() => void) | undefined;
  #endOfMirror: (() => void) | undefined;
  #endOfParticipant: (() => void) | undefined;

  constructor() {
    super();
    this.participant = undefined;
    this.name = "";
    this.source = "camera";
    this.own = false;
    this.video = null;
    this.level = undefined;
    this.microphoneOn = true;
    this.reconnecting = false;
    this.noPath = undefined;
    this.quality = null;
    this.relayed = false;
    this.mark = undefined;
    this.look = usualLook;
    this.pinned = undefined;
    this.menu = false;
    this.plain = false;
  }

  /** All of one tile at once. Renders only what has changed. */
  set view(view: TileView) {
    Object.assign(this, view);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#endOfMirror = onMirror(() => this.requestUpdate());
    if (this.hasUpdated) this.#connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endOfMirror?.();
    this.#show(null);
    this.#followLevel(undefined);
    this.#endOfParticipant?.();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("participant")) this.#followParticipant();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.isConnected) return;
    this.toggleAttribute("as-seen", this.own && !isMirrored());
    if (changed.has("video")) this.#show(this.video);
    if (changed.has("level")) this.#followLevel(this.level);
    if (changed.has("look")) this.#enlarge();
  }

  protected override render(): unknown {
    const { source, name, look, mark } = this;
    const label = source === "screen" ? strings.tile.screenOf(name) : this.own ? strings.tile.you : name;
    const fills = look.fills ?? source === "camera";
    const zoomed = look.zoom > 1;
    return html`<div class="tile" part="tile" @dblclick=${this.#pin}>
      ${
        source === "camera"
          ? html`<div class="centre" aria-hidden="true">
              <svg class="avatar tone-${toneOf(name, tones)}" part="avatar" viewBox="0 0 100 100">
                <circle cx="50" cy="50" r="50" />
                <text x="50" y="50">${initials(name)}</text>
              </svg>
            </div>`
          : nothing
      }
      <div
        class="picture ${fills ? "" : "whole"} ${zoomed ? "zoomed" : ""}"
        tabindex=${zoomed ? 0 : nothing}
        role=${zoomed ? "group" : nothing}
        aria-label=${zoomed ? label : nothing}
      >
        <video part="video" muted playsinline ?hidden=${this.video === null} aria-hidden="true"></video>
      </div>
      <div class="centre"><div class="rest">${strings.tile.paused}</div></div>
      ${
        this.reconnecting
          ? html`<div class="wait">
              <span class="spinner" aria-hidden="true"></span>${strings.tile.reconnecting}
            </div>`
          : nothing
      }
      ${this.reconnecting || this.noPath === undefined ? nothing : renderNoPath(this.noPath)}
      ${
        mark === undefined
          ? nothing
          : html`<div class="mark" role="img" aria-label=${mark.words} title=${mark.words}>${mark.sign}</div>`
      }
      ${this.plain ? nothing : this.#renderPlate(label)}
      ${this.pinned === undefined && !this.menu ? nothing : this.#renderButtons()}
      <div class="ring"></div>
    </div>`;
  }

  #renderPlate(label: string): TemplateResult {
    return html`<div class="foot">
      <div class="plate" part="name">
        <span class="name" dir="auto">${label}</span>
        ${
          this.microphoneOn
            ? nothing
            : html`${icons["microphone-off"]}<span class="spoken">${strings.tile.muted}</span>`
        }
        ${
          this.relayed
            ? html`<span class="detail relayed" title=${strings.tile.relayedWhy}
                >${strings.tile.relayed}</span
              >`
            : nothing
        }
        ${this.reconnecting ? nothing : renderBars(this.quality)}
      </div>
    </div>`;
  }

  #renderButtons(): TemplateResult {
    const stop = (event: Event): void => event.stopPropagation();
    return html`<div class="buttons" @dblclick=${stop}>
      ${
        this.pinned === undefined
          ? nothing
          : html`<button
              type="button"
              class="bare pin"
              aria-label=${strings.tile.pin(this.name)}
              aria-pressed=${this.pinned}
              @click=${this.#pin}
            >
              ${icons.pin}
            </button>`
      }
      ${
        this.menu
          ? html`<button
              type="button"
              class="bare menu"
              aria-label=${stageWords.menu(this.name)}
              aria-haspopup="dialog"
              @click=${this.#openMenu}
            >
              ${icons.more}
            </button>`
          : nothing
      }
    </div>`;
  }

  readonly #openMenu = ({ currentTarget }: Event): void => {
    if (currentTarget instanceof HTMLElement) this.dispatchEvent(new MeshTileMenuEvent(currentTarget));
  };

  /** Back in the page after a move. */
  #connect(): void {
    this.#show(this.video);
    this.#followLevel(this.level);
    this.#followParticipant();
  }

  readonly #pin = (): void => {
    if (this.pinned !== undefined) this.dispatchEvent(new MeshPinEvent());
  };

  #followParticipant(): void {
    this.#endOfParticipant?.();
    const { participant } = this;
    if (participant === undefined) return;
    let ended = false;
    this.#endOfParticipant = () => (ended = true);
    // only a tile without a stage needs it
    void import("./watch-participant.ts").then(({ tileOf, watchParticipant }) => {
      if (ended) return;
      const update = (): void => {
        this.view = tileOf(participant);
      };
      update();
      this.#endOfParticipant = watchParticipant(participant, update);
    });
  }

  /** What is enlarged is scrolled; at first its middle is seen. */
  #enlarge(): void {
    const video = this.renderRoot.querySelector("video");
    const picture = video?.parentElement;
    const { zoom } = this.look;
    if (video === null || !picture) return;
    const size = zoom > 1 ? `${zoom * 100}%` : "";
    if (video.style.inlineSize === size) return;
    const { scrollLeft, scrollTop, clientWidth, clientHeight, scrollWidth, scrollHeight } = picture;
    const [x, y] = [
      (scrollLeft + clientWidth / 2) / scrollWidth,
      (scrollTop + clientHeight / 2) / scrollHeight,
    ];
    video.style.inlineSize = video.style.blockSize = size;
    picture.scrollTo(picture.scrollWidth * x - clientWidth / 2, picture.scrollHeight * y - clientHeight / 2);
  }

  #show(track: MediaTrack | null): void {
    const element = this.renderRoot.querySelector("video");
    if (element === null || track === this.#attached) return;
    this.#attached?.detach(element);
    this.#attached?.off("switchedOff", this.#onSwitched).off("switchedOn", this.#onSwitched);
    this.#attached = track;
    this.toggleAttribute("paused", track !== null && isSwitchedOff(track));
    if (track === null) return;
    track.on("switchedOff", this.#onSwitched).on("switchedOn", this.#onSwitched);
    element.muted = true; // the attribute alone does not count for autoplay
    track.attach(element);
    element.play().catch(() => undefined); // autoplay tries again when the tile is seen
  }

  /** What stood still is not shown again before it moves. */
  readonly #onSwitched = (track: MediaTrack): void => {
    const judge = (): void => {
      this.toggleAttribute("paused", this.#attached !== null && isSwitchedOff(this.#attached));
    };
    const element = this.renderRoot.querySelector("video");
    if (isSwitchedOff(track) || element?.requestVideoFrameCallback === undefined) judge();
    else element.requestVideoFrameCallback(judge);
  };

  #followLevel(level: AudioLevelFeed | undefined): void {
    this.#endOfLevels?.();
    this.#endOfLevels = level?.subscribe(({ speaking }) => this.toggleAttribute("speaking", speaking));
    this.toggleAttribute("speaking", level?.current.speaking ?? false);
  }
}

function isSwitchedOff(track: MediaTrack): boolean {
  return track instanceof RemoteVideoTrack && track.isSwitchedOff;
}

function renderNoPath({ heading, todo, code }: PathTrouble): TemplateResult {
  return html`<div class="wait no-path">
    <strong>${heading}</strong><span>${todo}</span><small>${strings.code(code)}</small>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-tile": MeshTile;
  }
}
