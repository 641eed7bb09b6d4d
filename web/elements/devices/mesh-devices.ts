import { html, nothing, type TemplateResult } from "lit";
import { MeshElement } from "../mesh-element.ts";
import { MeshActionEvent } from "../events.ts";
import { icons } from "../icons.ts";
import { mediaDevices } from "./media-devices.ts";
import { devicesStyles } from "./mesh-devices.styles.ts";
import type { DeviceKind } from "./own-device.ts";
import { strings } from "../strings.ts";
import { fields, theme } from "../theme.styles.ts";

const kindOf = { camera: "videoinput", microphone: "audioinput", speaker: "audiooutput" } as const;

/**
 * The choice of camera, microphone and, where the browser can route sound, speaker.
 * @fires mesh-action - a device was chosen
 * @csspart select - each menu
 */
export class MeshDevices extends MeshElement {
  static override styles = [theme, fields, devicesStyles];
  static override properties = {
    cameraId: { attribute: false },
    microphoneId: { attribute: false },
    speakerId: { attribute: false },
    devices: { state: true },
  };
  declare cameraId: string | undefined;
  declare microphoneId: string | undefined;
  declare speakerId: string | undefined;
  declare private devices: readonly MediaDeviceInfo[];

  constructor() {
    super();
    this.cameraId = undefined;
    this.microphoneId = undefined;
    this.speakerId = undefined;
    this.devices = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    mediaDevices()?.addEventListener("devicechange", this.#list);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    mediaDevices()?.removeEventListener("devicechange", this.#list);
  }

  override focus(options?: FocusOptions): void {
    // a menu that has nothing to choose from yet takes no focus
    void this.#list()
      .then(() => this.updateComplete)
      .then(() => this.renderRoot.querySelector<HTMLElement>("select:enabled")?.focus(options));
  }

  protected override willUpdate(): void {
    // browsers hide the names until a device was opened, so a new device in use means a new list
    void this.#list();
  }

  protected override render(): unknown {
    const canRoute = typeof HTMLMediaElement !== "undefined" && "setSinkId" in HTMLMediaElement.prototype;
    return html`<div class="list">
      ${this.#renderChoice("camera", this.cameraId)} ${this.#renderChoice("microphone", this.microphoneId)}
      ${canRoute ? this.#renderChoice("speaker", this.speakerId) : nothing}
    </div>`;
  }

  #renderChoice(device: DeviceKind | "speaker", chosen: string | undefined): TemplateResult {
    const found = this.devices.filter(({ kind, deviceId }) => kind === kindOf[device] && deviceId !== "");
    const name = strings.devices[device];
    const options = found.map(({ deviceId, label }, index) => {
      const text = label === "" ? strings.devices.numbered(name, index + 1) : label;
      return html`<option value=${deviceId} ?selected=${deviceId === chosen}>${text}</option>`;
    });
    const choose = (event: Event): void => {
      if (!(event.target instanceof HTMLSelectElement)) return;
      this.dispatchEvent(new MeshActionEvent({ do: "choose", device, deviceId: event.target.value }));
    };
    return html`<label>
      <span>${icons[device]}${name}</span>
      <select part="select" ?disabled=${found.length === 0} @change=${choose}>
        ${found.length === 0 ? html`<option>${strings.devices.none}</option>` : options}
      </select>
    </label>`;
  }

  readonly #list = async (): Promise<void> => {
    const devices = (await mediaDevices()?.enumerateDevices()) ?? [];
    if (keyOf(devices) !== keyOf(this.devices)) this.devices = devices;
  };
}

function keyOf(devices: readonly MediaDeviceInfo[]): string {
  return devices.map(({ kind, deviceId, label }) => `${kind} ${deviceId} ${label}`).join("\n");
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-devices": MeshDevices;
  }
}
