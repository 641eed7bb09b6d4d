import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { MeshElement } from "../mesh-element.ts";
import type { AudioLevelFeed } from "../../room/audio-level-feed.ts";
import type { MediaTrack } from "../../room/media-track.ts";
import { RemoteVideoTrack } from "../../room/remote-media-track.ts";
import type { NetworkQualityLevel } from "../../room/network-quality.ts";
import { MeshPinEvent } from "../events.ts";
import { isMirrored, onMirror } from "../devices/mirror.ts";
import { icons } from "../icons.ts";
import { tileStyles } from "./mesh-tile.styles.ts";
import { renderBars } from "./network-bars.ts";
import { strings } from "../strings.ts";
import { buttons, theme } from "../theme.styles.ts";
import { initials, toneOf } from "./tiles.ts";
import type { PathTrouble } from "../notice/trouble.ts";

const tones = 6;

/**
 * One person or one screen.
 * @fires mesh-pin - the pin was pressed
 * @csspart tile - the rectangle
 * @csspart video - the picture
 * @csspart avatar - under the picture, and so seen until its first frame and while there is none
 * @csspart name - the plate with the name
 */
export class MeshTile extends MeshElement {
  static override styles = [theme, buttons, tileStyles];
  static override properties = {
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
    pinned: { attribute: false },
    plain: { type: Boolean, reflect: true },
  };
  declare name: string;
  declare source: "camera" | "screen";
  declare own: boolean;
  declare video: MediaTrack | null;
  /** Drives the speaking ring without a render. */
  declare level: AudioLevelFeed | undefined;
  declare microphoneOn: boolean;
  declare reconnecting: boolean;
  declare noPath: PathTrouble | undefined;
  declare quality: NetworkQualityLevel | null;
  declare relayed: boolean;
  /** Undefined: there is nothing to pin. */
  declare pinned: boolean | undefined;
  /** No name plate: the lobby's preview. */
  declare plain: boolean;

  #attached: MediaTrack | null = null;
  #endOfLevels: (() => void) | undefined;
  #endOfMirror: (() => void) | undefined;

  constructor() {
    super();
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
    this.pinned = undefined;
    this.plain = false;
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
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.isConnected) return;
    this.toggleAttribute("as-seen", this.own && !isMirrored());
    if (changed.has("video")) this.#show(this.video);
    if (changed.has("level")) this.#followLevel(this.level);
  }

  protected override render(): unknown {
    const label =
      this.source === "screen" ? strings.tile.screenOf(this.name) : this.own ? strings.tile.you : this.name;
    return html`<div class="tile" part="tile">
      ${
        this.source === "camera"
          ? html`<div class="avatar tone-${toneOf(this.name, tones)}" part="avatar" aria-hidden="true">
              <span>${initials(this.name)}</span>
            </div>`
          : nothing
      }
      <video part="video" muted playsinline ?hidden=${this.video === null} aria-hidden="true"></video>
      <div class="rest">${strings.tile.paused}</div>
      ${
        this.reconnecting
          ? html`<div class="wait">
              <span class="spinner" aria-hidden="true"></span>${strings.tile.reconnecting}
            </div>`
          : nothing
      }
      ${this.reconnecting || this.noPath === undefined ? nothing : renderNoPath(this.noPath)}
      ${
        this.plain
          ? nothing
          : html`<div class="plate" part="name">
              ${
                this.microphoneOn
                  ? nothing
                  : html`${icons["microphone-off"]}<span class="spoken">${strings.tile.muted}</span>`
              }
              <span class="name">${label}</span>
              ${
                this.relayed
                  ? html`<span class="detail relayed" title=${strings.tile.relayedWhy}>
                      ${strings.tile.relayed}
                    </span>`
                  : nothing
              }
              ${this.reconnecting ? nothing : renderBars(this.quality)}
            </div>`
      }
      ${
        this.pinned === undefined
          ? nothing
          : html`<button
              type="button"
              class="bare pin"
              aria-label=${strings.tile.pin(this.name)}
              aria-pressed=${this.pinned}
              @click=${() => this.dispatchEvent(new MeshPinEvent())}
            >
              ${icons.pin}
            </button>`
      }
      <div class="ring"></div>
    </div>`;
  }

  /** Back in the page after a move. */
  #connect(): void {
    this.#show(this.video);
    this.#followLevel(this.level);
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
