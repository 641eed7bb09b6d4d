import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { LocalAudioTrack, LocalVideoTrack } from "../../room/local-media-track.ts";
import { MeshElement } from "../mesh-element.ts";
import { MeshActionEvent } from "../events.ts";
import { icons } from "../icons.ts";
import { lobbyStyles } from "./mesh-lobby.styles.ts";
import type { DeviceKind, DeviceState } from "../devices/own-device.ts";
import { strings } from "../strings.ts";
import { buttons, fields, theme } from "../theme.styles.ts";
import { deviceWords, troubleIcon, type DeviceTrouble } from "../notice/trouble.ts";

/** RFC 6464 level that leaves the bar empty; a quiet room measures about this. */
const quietDbov = -60;
/** Level that fills it; close speech rarely passes this. */
const loudDbov = -10;

/** Twilio allows 128 characters; a name plate shows about half. */
const nameChars = 60;

export type FollowLevel = (track: LocalAudioTrack, onLevel: (levelDbov: number) => void) => () => void;

/**
 * Before the call: how one looks and sounds, one's name, and the button to join.
 * @fires mesh-action - join, switch a device, choose a device
 * @csspart preview - the own picture
 * @csspart name-input - the field for the name
 * @csspart join - the button
 * @csspart control - each switch of a device
 */
export class MeshLobby extends MeshElement {
  static override styles = [theme, buttons, fields, lobbyStyles];
  static override properties = {
    room: { attribute: false },
    name: { attribute: false },
    microphone: { attribute: false },
    camera: { attribute: false },
    microphoneId: { attribute: false },
    cameraId: { attribute: false },
    speakerId: { attribute: false },
    troubles: { attribute: false },
    followLevel: { attribute: false },
  };
  declare room: string;
  /** What the field starts with. */
  declare name: string;
  declare microphone: DeviceState<LocalAudioTrack>;
  declare camera: DeviceState<LocalVideoTrack>;
  declare microphoneId: string | undefined;
  declare cameraId: string | undefined;
  declare speakerId: string | undefined;
  declare troubles: readonly DeviceTrouble[];
  declare followLevel: FollowLevel | undefined;

  #metered: LocalAudioTrack | undefined;
  #endOfMeter: (() => void) | undefined;

  constructor() {
    super();
    this.room = "";
    this.name = "";
    this.microphone = { is: "waiting" };
    this.camera = { is: "waiting" };
    this.microphoneId = undefined;
    this.cameraId = undefined;
    this.speakerId = undefined;
    this.troubles = [];
    this.followLevel = undefined;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#meter(undefined);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#meterMicrophone();
  }

  protected override firstUpdated(): void {
    // a person who has a name needs one key to join; whoever is busy elsewhere on the page is left alone
    if (document.activeElement !== document.body) return;
    const target = this.name === "" ? "input" : ".join";
    this.renderRoot.querySelector<HTMLElement>(target)?.focus({ preventScroll: true });
  }

  protected override updated(_changed: PropertyValues<this>): void {
    if (this.isConnected) this.#meterMicrophone();
  }

  protected override render(): unknown {
    const words = strings.lobby;
    return html`
      ${this.troubles.length === 0 ? nothing : this.#renderTroubles()}
      <div class="lobby">
        <div>
          <div class="preview" part="preview">
            <mesh-tile
              exportparts="tile, video, avatar"
              plain
              .own=${true}
              .name=${this.name === "" ? strings.guest : this.name}
              .video=${this.camera.is === "on" ? this.camera.track : null}
            ></mesh-tile>
            ${this.#renderSay()}
            <div class="over">${this.#renderToggle("microphone")}${this.#renderToggle("camera")}</div>
          </div>
          <div class="level">
            ${icons.microphone}
            <div
              class="bar"
              role="meter"
              aria-label=${words.meter}
              aria-valuemin="0"
              aria-valuemax="100"
              aria-valuenow="0"
            >
              <div></div>
            </div>
          </div>
        </div>
        <div class="side">
          <div>
            <h2>${words.heading}</h2>
            <p class="room">${words.room} <b>${this.room}</b></p>
          </div>
          <form @submit=${this.#onSubmit}>
            <label>
              ${words.name}
              <input
                part="name-input"
                name="name"
                autocomplete="name"
                required
                maxlength=${nameChars}
                placeholder=${words.namePlaceholder}
                .value=${this.name}
              />
            </label>
            <button type="submit" part="join" class="button primary join">${words.join}</button>
          </form>
          <details>
            <summary>${icons.devices}${strings.devices.heading}</summary>
            <mesh-devices
              exportparts="select"
              .cameraId=${this.cameraId}
              .microphoneId=${this.microphoneId}
              .speakerId=${this.speakerId}
              @mesh-action=${(event: MeshActionEvent) => this.dispatchEvent(new MeshActionEvent(event.action))}
            ></mesh-devices>
          </details>
        </div>
      </div>
    `;
  }

  #renderTroubles(): TemplateResult {
    return html`<div class="troubles">
      ${this.troubles.map(
        (trouble) =>
          html`<mesh-notice
            exportparts="notice, action"
            look="strip"
            .icon=${troubleIcon(trouble)}
            .words=${deviceWords(trouble)}
            .trouble=${trouble}
            @mesh-do=${() => this.dispatchEvent(new MeshActionEvent({ do: "retry-devices" }))}
          ></mesh-notice>`,
      )}
      <p class="anyway">${strings.lobby.anyway}</p>
    </div>`;
  }

  #renderSay(): unknown {
    const words = strings.lobby;
    if (this.camera.is === "opening")
      return html`<div class="say"><span>${words.starting} ${words.allow}</span></div>`;
    if (this.camera.is === "off") return html`<div class="say"><span>${words.cameraOff}</span></div>`;
    return nothing;
  }

  #renderToggle(device: DeviceKind): TemplateResult {
    const on = this[device].is === "on" || this[device].is === "opening";
    const toggle = () => this.dispatchEvent(new MeshActionEvent({ do: "toggle", device }));
    return html`<button
      type="button"
      part="control"
      class="toggle"
      aria-pressed=${String(on)}
      aria-label=${strings.controls[device]}
      title=${strings.controls[device]}
      @click=${toggle}
    >
      ${icons[on ? device : device === "camera" ? "camera-off" : "microphone-off"]}
    </button>`;
  }

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const name = this.renderRoot.querySelector("input")?.value.trim() ?? "";
    if (name !== "") this.dispatchEvent(new MeshActionEvent({ do: "join", name }));
  };

  #meterMicrophone(): void {
    this.#meter(this.microphone.is === "on" ? this.microphone.track : undefined);
  }

  #meter(track: LocalAudioTrack | undefined): void {
    if (track === this.#metered) return;
    this.#endOfMeter?.();
    this.#metered = track;
    this.#showLevel(quietDbov);
    this.#endOfMeter = track && this.followLevel?.(track, (levelDbov) => this.#showLevel(levelDbov));
  }

  /** Ten times a second, so past the renderer. */
  #showLevel(levelDbov: number): void {
    const share = Math.min(1, Math.max(0, (levelDbov - quietDbov) / (loudDbov - quietDbov)));
    const bar = this.renderRoot.querySelector<HTMLElement>(".bar");
    const fill = bar?.querySelector<HTMLElement>("div");
    bar?.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    fill?.style.setProperty("transform", `scaleX(${share.toFixed(2)})`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-lobby": MeshLobby;
  }
}
