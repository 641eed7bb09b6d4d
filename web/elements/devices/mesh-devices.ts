import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { icons } from "../icons.ts";
import { MeshElement } from "../mesh-element.ts";
import { switches } from "../switch.styles.ts";
import { buttons, fields, theme } from "../theme.styles.ts";
import type { CallMedia } from "./call-media.ts";
import { deviceList } from "./device-list.ts";
import { recallDevices, type AnyDevice, type SoundProcessing } from "./device-memory.ts";
import { defineEffects } from "../effects/define-effects.ts";
import { devicesOf } from "./device-swap.ts";
import { settingsWords as words } from "./device-words.ts";
import { mediaDevices } from "./media-devices.ts";
import { devicesStyles } from "./mesh-devices.styles.ts";
import { isMirrored, mirror, onMirror } from "./mirror.ts";
import { playNotes, testNotes, type Playing } from "./tones.ts";

const processings = ["noiseSuppression", "echoCancellation", "autoGainControl"] as const;

/**
 * The choice of camera, microphone and speaker, how they are used, and a sound to try the speaker with.
 * @summary Camera, microphone and speaker, and how they are used
 * @csspart select - each menu
 * @csspart test-button - plays the test sound
 */
export class MeshDevices extends MeshElement {
  static override styles = [theme, buttons, fields, switches, devicesStyles];
  static override properties = {
    media: { attribute: false },
    metered: { attribute: false },
    test: { state: true },
    effects: { state: true },
  };
  declare media: CallMedia | undefined;
  /** `false`: whoever shows this shows the microphone's level too. */
  declare metered: boolean;
  /** What is behind the person is loaded when they open it. */
  declare private effects: "closed" | "open" | "failed";
  declare private test: "untried" | "playing" | "heard" | "blocked" | "no-speaker";

  #ends: (() => void)[] = [];
  #followed: CallMedia | undefined;
  #endOfMedia: (() => void) | undefined;
  #playing: Playing | undefined;

  constructor() {
    super();
    this.media = undefined;
    this.metered = true;
    this.test = "untried";
    this.effects = "closed";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const render = (): void => this.requestUpdate();
    this.#ends = [deviceList.subscribe(render), onMirror(render)];
    if (this.hasUpdated) this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends.splice(0)) end();
    this.#endOfMedia?.();
    this.#endOfMedia = this.#followed = undefined;
    this.#playing?.stop();
  }

  override focus(options?: FocusOptions): void {
    // a menu that has nothing to choose from yet takes no focus
    void deviceList
      .refresh()
      .then(() => this.updateComplete)
      .then(() => this.renderRoot.querySelector<HTMLElement>("select:enabled")?.focus(options));
  }

  protected override willUpdate(): void {
    this.#follow();
    // browsers hide the names until a device was opened, so a new device in use means a new list
    void deviceList.refresh();
  }

  protected override render(): unknown {
    const { media } = this;
    if (media === undefined) return nothing;
    const microphone = media.own?.microphone.state;
    return html`<div class="list">
      <div class="group">
        ${this.#renderChoice("camera", media.own?.camera.deviceId)}
        ${renderSwitch("mirror", words.mirror, isMirrored(), mirror, words.mirrorWhy)}
        ${this.#renderEffects(media)}
      </div>
      <div class="group">
        ${this.#renderChoice("microphone", media.own?.microphone.deviceId)}
        ${
          this.metered
            ? html`<mesh-level
                .track=${microphone?.is === "on" ? microphone.track : undefined}
                .follow=${media.followLevel}
              ></mesh-level>`
            : nothing
        }
        ${this.#renderProcessing(media)}
      </div>
      <div class="group">${this.#renderSpeaker(media)}</div>
    </div>`;
  }

  #renderChoice(device: AnyDevice, chosen: string | undefined): TemplateResult {
    const found = devicesOf(deviceList.devices, device);
    const name = words[device];
    const options = found.map(({ deviceId, label }, index) => {
      const text = label === "" ? words.numbered(name, index + 1) : label;
      return html`<option value=${deviceId} .selected=${live(deviceId === chosen)}>${text}</option>`;
    });
    const choose = (event: Event): void => {
      if (event.target instanceof HTMLSelectElement) this.media?.choose(device, event.target.value);
    };
    return html`<label>
      <span>${icons[device]}${name}</span>
      <select part="select" ?disabled=${found.length === 0} @change=${choose}>
        ${found.length === 0 ? html`<option>${words.none}</option>` : options}
      </select>
    </label>`;
  }

  #renderEffects(media: CallMedia): TemplateResult {
    const load = async (event: Event): Promise<void> => {
      if (!(event.target instanceof HTMLDetailsElement) || !event.target.open) return;
      try {
        await defineEffects();
        this.effects = "open";
      } catch {
        this.effects = "failed"; // its file is gone, or the network
      }
    };
    return html`<details @toggle=${load}>
      <summary>${words.effects}</summary>
      ${this.effects === "open" ? html`<mesh-effects .media=${media}></mesh-effects>` : nothing}
      ${this.effects === "failed" ? html`<p class="why" role="alert">${words.notLoaded}</p>` : nothing}
    </details>`;
  }

  #renderProcessing(media: CallMedia): TemplateResult {
    const { processing } = recallDevices();
    return html`<fieldset>
      <legend>${words.processing}</legend>
      ${processings.map((each) => {
        const why = each === "echoCancellation" ? words.echoCancellationWhy : undefined;
        const change = (on: boolean): void =>
          media.process({ [each]: on } satisfies Partial<SoundProcessing>);
        return renderSwitch(each, words[each], processing[each], change, why);
      })}
    </fieldset>`;
  }

  #renderSpeaker(media: CallMedia): TemplateResult {
    const canRoute = typeof HTMLMediaElement !== "undefined" && "setSinkId" in HTMLMediaElement.prototype;
    const isAsked = canRoute && selectsOutput(mediaDevices());
    return html`${
        canRoute
          ? this.#renderChoice("speaker", media.speakerId)
          : html`<p class="label"><span>${icons.speaker}${words.speaker}</span></p>
              <p class="why">${words.systemSpeaker}</p>`
      }
      <div class="test">
        <button type="button" class="button" part="test-button" @click=${() => void this.#test(media)}>
          ${icons.speaker}${this.test === "playing" ? words.stopTest : words.test}
        </button>
        ${
          isAsked
            ? html`<button type="button" class="button" @click=${() => void this.#selectOutput(media)}>
                ${words.otherSpeaker}
              </button>`
            : nothing
        }
      </div>
      <p class="why" role="status">${this.#testWords()}</p>`;
  }

  #testWords(): string {
    switch (this.test) {
      case "untried":
        return "";
      case "playing":
        return words.playing;
      case "heard":
        return words.heard;
      case "blocked":
        return words.blocked;
      case "no-speaker":
        return words.noSpeaker;
    }
  }

  #follow(): void {
    if (this.media === this.#followed) return;
    this.#endOfMedia?.();
    this.#followed = this.media;
    this.#endOfMedia = this.media?.subscribe(() => this.requestUpdate());
  }

  async #test(media: CallMedia): Promise<void> {
    if (this.test === "playing") return this.#playing?.stop();
    this.test = "playing";
    const played = await playNotes(testNotes, { sinkId: media.speakerId });
    if (typeof played === "string") {
      this.test = played;
      return;
    }
    if (!this.isConnected) played.stop();
    this.#playing = played;
    await played.ended;
    this.#playing = undefined;
    this.test = "heard";
  }

  /** Firefox lists a speaker only after the person has chosen it there. */
  async #selectOutput(media: CallMedia): Promise<void> {
    const devices = mediaDevices();
    if (!selectsOutput(devices)) return;
    try {
      const { deviceId } = await devices.selectAudioOutput();
      await deviceList.refresh();
      media.choose("speaker", deviceId);
    } catch {
      // they chose nothing
    }
  }
}

interface SelectsOutput {
  selectAudioOutput(): Promise<MediaDeviceInfo>;
}

/** Audio Output Devices API; not in every type library. */
function selectsOutput(devices: MediaDevices | undefined): devices is MediaDevices & SelectsOutput {
  return devices !== undefined && "selectAudioOutput" in devices;
}

/** @param id of this switch, unique here */
function renderSwitch(
  id: string,
  label: string,
  on: boolean,
  change: (on: boolean) => void,
  why?: string,
): TemplateResult {
  const onChange = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) change(event.target.checked);
  };
  return html`<div>
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        aria-describedby=${why === undefined ? nothing : `why-${id}`}
        .checked=${on}
        @change=${onChange}
      />
      <span>${label}</span>
    </label>
    ${why === undefined ? nothing : html`<p class="why beside" id=${`why-${id}`}>${why}</p>`}
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-devices": MeshDevices;
  }
}
