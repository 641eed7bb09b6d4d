import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { drawnBackgrounds, paintBackground } from "../../effects/drawn-backgrounds.ts";
import type { CallMedia } from "../devices/call-media.ts";
import { mediaOf } from "../devices/call-media.ts";
import { devicesStyles } from "../devices/mesh-devices.styles.ts";
import { RoomPart } from "../room-part/room-part.ts";
import { panelHead } from "../panel/panel-head.styles.ts";
import { renderPanelHead } from "../panel/panel-head.ts";
import { switches } from "../switch.styles.ts";
import { buttons, fields, theme } from "../theme.styles.ts";
import { effectsOf, type EffectsDesk, type EffectState } from "./effects-desk.ts";
import type { BackgroundChoice } from "./effects-memory.ts";
import { effectIcons } from "./effect-icons.ts";
import { effectsStyles } from "./mesh-effects.styles.ts";
import { effectsWords as words } from "./words.ts";

const choices: readonly BackgroundChoice[] = ["none", "light", "strong", ...drawnBackgrounds];
const strengths = ["smoothing", "whitening"] as const;

/**
 * What is behind the person, their skin, and noise: of one's own camera and microphone. Works alone around one room; the lobby
 * shows it with its own devices.
 * @summary `<mesh-effects>` with its `room` property
 * @fires mesh-action - close the panel
 * @csspart background - each background to choose
 * @csspart preview - the own picture
 */
export class MeshEffects extends RoomPart {
  static override styles = [theme, buttons, fields, switches, devicesStyles, panelHead, effectsStyles];
  static override properties = {
    media: { attribute: false },
    isNoPicture: { state: true },
  };
  /** The devices before there is a room. */
  declare media: CallMedia | undefined;
  declare private isNoPicture: boolean;

  #desk: EffectsDesk | undefined;
  #endOfDesk: (() => void) | undefined;

  constructor() {
    super();
    this.media = undefined;
    this.isNoPicture = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endOfDesk?.();
    this.#endOfDesk = this.#desk = undefined;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("input:checked")?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.#follow();
  }

  protected override updated(): void {
    for (const canvas of this.renderRoot.querySelectorAll<HTMLCanvasElement>("canvas[data-drawn]"))
      paintOnce(canvas);
  }

  protected override render(): unknown {
    const desk = this.#desk;
    if (desk === undefined) return nothing;
    const { choice } = desk;
    const content = html`<div class="list">
      ${this.media === undefined ? this.#renderPreview(desk) : nothing}
      ${this.#renderState(words.picture(desk.picture), desk.picture, desk)}
      ${desk.isSlow ? html`<p class="note">${words.slow}</p>` : nothing}
      <fieldset class="backgrounds">
        <legend>${words.background}</legend>
        ${[...choices, ...(desk.hasOwn ? (["own"] as const) : [])].map((each) =>
          this.#renderBackground(desk, each),
        )}
        ${this.#renderUpload(desk)}
      </fieldset>
      ${this.isNoPicture ? html`<p class="note" role="alert">${words.noPicture}</p>` : nothing}
      <fieldset>
        <legend>${words.skin}</legend>
        ${strengths.map((each) => this.#renderStrength(desk, each))}
      </fieldset>
      <fieldset>
        <legend>${words.sound}</legend>
        <div>
          <label class="switch">
            <input
              type="checkbox"
              role="switch"
              aria-describedby="why-noise"
              .checked=${choice.suppressesNoise}
              @change=${(event: Event) =>
                event.target instanceof HTMLInputElement &&
                desk.choose({ suppressesNoise: event.target.checked })}
            />
            <span>${words.noise}</span>
          </label>
          <p class="why beside" id="why-noise">${words.noiseWhy}</p>
        </div>
        ${this.#renderState(words.microphone(desk.sound), desk.sound, desk)}
      </fieldset>
    </div>`;
    if (this.media !== undefined) return content;
    return html`${renderPanelHead(this, words.heading, words.close)}
      <div class="body">${content}</div>`;
  }

  #renderPreview({ videoTrack }: EffectsDesk): TemplateResult {
    const isOn = videoTrack !== undefined && !videoTrack.isStopped && videoTrack.isEnabled;
    if (!isOn) return html`<p class="note">${words.cameraOff}</p>`;
    return html`<mesh-tile
      class="preview"
      part="preview"
      plain
      .own=${true}
      .video=${videoTrack}
    ></mesh-tile>`;
  }

  /** Says it in a region that is there before the words are, so that they are read out. */
  #renderState(said: string, state: EffectState, desk: EffectsDesk): TemplateResult {
    return html`<div class="state" role="status">
      ${said === "" ? nothing : html`<p class="note">${said}</p>`}
      ${
        state === "failed"
          ? html`<button type="button" class="button" @click=${() => desk.retry()}>${words.retry}</button>`
          : nothing
      }
    </div>`;
  }

  #renderBackground(desk: EffectsDesk, background: BackgroundChoice): TemplateResult {
    return html`<label class="background" part="background">
      <input
        type="radio"
        name="background"
        value=${background}
        .checked=${desk.choice.background === background}
        @change=${() => desk.choose({ background })}
      />
      <span class="sample">${sampleOf(background)}</span>
      <span class="name">${words.name(background)}</span>
    </label>`;
  }

  #renderUpload(desk: EffectsDesk): TemplateResult {
    const take = async (input: HTMLInputElement): Promise<void> => {
      const file = input.files?.[0];
      input.value = ""; // the same file can be chosen again
      if (file === undefined) return;
      try {
        this.isNoPicture = false;
        await desk.takePicture(file);
      } catch {
        this.isNoPicture = true;
      }
    };
    return html`<label class="background" part="background">
      <input
        type="file"
        accept="image/*"
        @change=${(event: Event) => event.target instanceof HTMLInputElement && void take(event.target)}
      />
      <span class="sample">${effectIcons.add}</span>
      <span class="name">${words.choosePicture}</span>
    </label>`;
  }

  #renderStrength(desk: EffectsDesk, name: (typeof strengths)[number]): TemplateResult {
    const value = desk.choice[name];
    return html`<label class="strength">
      <span>${words[name]}</span>
      <input
        type="range"
        min="0"
        max="9"
        step="1"
        aria-valuetext=${words.strength(value)}
        .value=${String(value)}
        @input=${(event: Event) =>
          event.target instanceof HTMLInputElement && desk.choose({ [name]: event.target.valueAsNumber })}
      />
      <span class="value" aria-hidden="true">${words.strength(value)}</span>
    </label>`;
  }

  #follow(): void {
    const media = this.media ?? (this.room === undefined ? undefined : mediaOf(this.room));
    const desk = media === undefined || !this.isConnected ? undefined : effectsOf(media);
    if (desk === this.#desk) return;
    this.#endOfDesk?.();
    this.#desk = desk;
    this.#endOfDesk = desk?.subscribe(() => this.requestUpdate());
    void desk?.lookForOwn();
  }
}

function sampleOf(background: BackgroundChoice): TemplateResult {
  switch (background) {
    case "none":
      return effectIcons.none;
    case "light":
    case "strong":
      return effectIcons[background];
    case "own":
      return effectIcons.picture;
    default:
      return html`<canvas width="160" height="90" data-drawn=${background} aria-hidden="true"></canvas>`;
  }
}

function paintOnce(canvas: HTMLCanvasElement): void {
  const name = drawnBackgrounds.find((each) => each === canvas.dataset["drawn"]);
  const pen = canvas.getContext("2d");
  if (name === undefined || pen === null || canvas.dataset["painted"] === name) return;
  canvas.dataset["painted"] = name;
  paintBackground(name, pen, canvas.width, canvas.height);
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-effects": MeshEffects;
  }
}
