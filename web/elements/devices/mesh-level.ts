import { css, html, type PropertyValues } from "lit";
import type { LocalAudioTrack } from "../../room/local-media-track.ts";
import { MeshElement } from "../mesh-element.ts";
import { strings } from "../strings.ts";
import { theme } from "../theme.styles.ts";

/** RFC 6464 level that leaves the bar empty; a quiet room measures about this. */
const quietDbov = -60;
/** Level that fills it; close speech rarely passes this. */
const loudDbov = -10;

/** @returns the call that ends it */
export type FollowLevel = (track: LocalAudioTrack, onLevel: (levelDbov: number) => void) => () => void;

/**
 * How loud the own microphone is, ten times a second.
 * @summary The microphone's level, as a bar
 */
export class MeshLevel extends MeshElement {
  static override styles = [
    theme,
    css`
      :host {
        display: block;
        flex: 1;
      }
      .bar {
        block-size: 8px;
        border-radius: 999px;
        overflow: hidden;
        background: var(--_line);
      }
      .bar div {
        block-size: 100%;
        border-radius: inherit;
        background: var(--_accent);
        transform: scaleX(0);
        transform-origin: left;
        transition: transform 0.1s linear;
      }
      :host(:dir(rtl)) .bar div {
        transform-origin: right;
      }
      @media (forced-colors: active) {
        .bar {
          border: 1px solid CanvasText;
        }
        .bar div {
          background: Highlight;
        }
      }
    `,
  ];
  static override properties = { track: { attribute: false }, follow: { attribute: false } };
  /** Undefined or switched off: the bar is empty. */
  declare track: LocalAudioTrack | undefined;
  declare follow: FollowLevel | undefined;

  #end: (() => void) | undefined;

  constructor() {
    super();
    this.track = undefined;
    this.follow = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#measure();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
    this.#end = undefined;
  }

  protected override render(): unknown {
    return html`<div
      class="bar"
      role="meter"
      aria-label=${strings.lobby.meter}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow="0"
    >
      <div></div>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.isConnected && changed.has("track")) this.#measure();
  }

  #measure(): void {
    this.#end?.();
    this.#show(quietDbov);
    const { track } = this;
    this.#end = track && this.follow?.(track, (levelDbov) => this.#show(levelDbov));
  }

  /** Ten times a second, so past the renderer. */
  #show(levelDbov: number): void {
    const share = Math.min(1, Math.max(0, (levelDbov - quietDbov) / (loudDbov - quietDbov)));
    const bar = this.renderRoot.querySelector<HTMLElement>(".bar");
    const fill = bar?.querySelector<HTMLElement>("div");
    bar?.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    fill?.style.setProperty("transform", `scaleX(${share.toFixed(2)})`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-level": MeshLevel;
  }
}
