import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { captionsOf, type Captions } from "../../captions/captions.ts";
import type { CaptionLine } from "../../captions/transcript.ts";
import { cuesOf, writeWebVtt } from "../../captions/webvtt.ts";
import type { Room } from "../../room/room.ts";
import { copyText } from "../copy/copy-text.ts";
import { fileName, saveFile } from "../copy/save-file.ts";
import { icons } from "../icons.ts";
import { pageLanguage } from "../language/page-language.ts";
import { timeOfDay } from "../language/writing.ts";
import { RoomPart } from "../room-part/room-part.ts";
import { panelHead } from "../panel/panel-head.styles.ts";
import { renderPanelHead } from "../panel/panel-head.ts";
import { buttons, fields, theme } from "../theme.styles.ts";
import { captionContrasts, captionLook, captionSizes } from "./caption-look.ts";
import { renderText } from "./mesh-captions.ts";
import { typingStyles } from "./mesh-captions.styles.ts";
import { transcriptStyles } from "./mesh-transcript.styles.ts";
import { transcriptText } from "./transcript-text.ts";
import { renderTypingField } from "./typing-field.ts";
import { captionWords } from "./words.ts";

/** So many lines are on the page at first, and so many more with each press. */
const pageLines = 200;

/**
 * The transcript of a call: what was typed and captioned, to read back, copy and save; captions of one's own speech; and how
 * captions look. Works alone around one room.
 * @summary `<mesh-transcript>` with its `room` property
 * @fires mesh-action - close the panel
 * @csspart log - the lines
 * @csspart caption - each line
 * @csspart input - the field
 * @csspart select - each choice
 */
export class MeshTranscript extends RoomPart {
  static override styles = [theme, buttons, fields, panelHead, typingStyles, transcriptStyles];
  static override properties: PropertyDeclarations = {
    ...RoomPart.properties,
    copied: { state: true },
    most: { state: true },
  };
  declare private copied: "no" | "yes" | "failed";
  declare private most: number;

  #language: string | undefined;

  constructor() {
    super();
    this.copied = "no";
    this.most = pageLines;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("textarea")?.focus(options);
  }

  protected override followRoom(room: Room): () => void {
    const model = captionsOf(room);
    const look = (): void => this.requestUpdate();
    const endOfLook = captionLook.subscribe(look);
    for (const event of ["lineChanged", "recognitionChanged", "troubleChanged", "cleared"] as const)
      model.on(event, look);
    return () => {
      endOfLook();
      for (const event of ["lineChanged", "recognitionChanged", "troubleChanged", "cleared"] as const)
        model.off(event, look);
    };
  }

  protected override render(): unknown {
    const { room } = this;
    if (room === undefined) return nothing;
    const words = captionWords;
    const model = captionsOf(room);
    return html`${renderPanelHead(this, words.heading, words.close)} ${this.#renderSettings(model)}
      <div class="log" part="log" role="region" aria-label=${words.transcript} tabindex="0">
        <div class="all">${this.#renderLines(model)}</div>
      </div>
      <div class="foot">${renderTypingField(model)} ${this.#renderFiles(room, model)}</div>`;
  }

  #renderSettings(model: Captions): TemplateResult {
    const words = captionWords;
    const { isShown, size, contrast } = captionLook.now;
    return html`<div class="settings">
      ${this.#renderSpeech(model)}
      <details>
        <summary>${words.look}</summary>
        <label class="check">
          <input
            type="checkbox"
            .checked=${isShown}
            @change=${(event: Event) => captionLook.change({ isShown: isChecked(event) })}
          />
          <span>${words.show}</span>
        </label>
        <div class="choices">
          ${renderChoice(words.size, captionSizes, size, words.sizeOf, (chosen) => captionLook.change({ size: chosen }))}
          ${renderChoice(words.contrast, captionContrasts, contrast, words.contrastOf, (chosen) =>
            captionLook.change({ contrast: chosen }),
          )}
        </div>
      </details>
    </div>`;
  }

  #renderSpeech(model: Captions): TemplateResult {
    const words = captionWords;
    const { recognition } = model;
    const start = (agreesToMaker: boolean) => () =>
      void model.start({ lang: this.#language ?? languages()[0] ?? "en", agreesToMaker });
    const isOff = recognition.is === "off" || recognition.is === "failed";
    return html`<div class="speech">
      <div class="row">
        ${
          isOff
            ? renderChoice(
                words.language,
                languages(),
                this.#language ?? languages()[0] ?? "en",
                nameOf,
                (chosen) => {
                  this.#language = chosen;
                },
              )
            : nothing
        }
        <button
          type="button"
          class="button"
          @click=${isOff ? start(false) : () => model.stop()}
          ?hidden=${recognition.is === "asks"}
        >
          ${icons.microphone}${isOff ? words.speech : words.stopSpeech}
        </button>
      </div>
      <p role="status" class=${recognition.is === "failed" ? "trouble" : "state"}>
        ${recognition.is === "starting" ? words.starting : nothing}
        ${recognition.is === "downloading" ? words.downloading : nothing}
        ${recognition.is === "on" ? words.on(recognition.place) : nothing}
        ${recognition.is === "waiting" ? words.waiting : nothing}
        ${recognition.is === "asks" ? words.asks : nothing}
        ${recognition.is === "failed" ? words.failed(recognition.why) : nothing}
      </p>
      ${
        recognition.is === "asks"
          ? html`<div class="row">
              <button type="button" class="button" @click=${start(true)}>${words.agree}</button>
              <button type="button" class="button refuse" @click=${() => model.stop()}>
                ${words.refuse}
              </button>
            </div>`
          : nothing
      }
    </div>`;
  }

  #renderLines({ lines }: Captions): TemplateResult {
    const words = captionWords;
    if (lines.length === 0)
      return html`<p class="empty"><strong>${words.empty}</strong> ${words.emptyWhy}</p>`;
    const more = (): void => {
      this.most += pageLines;
    };
    return html`${
        lines.length > this.most
          ? html`<button type="button" class="button" @click=${more}>${words.earlier}</button>`
          : nothing
      }
      <div role="list" class="list">${repeat(lines.slice(-this.most), ({ id }) => id, renderEntry)}</div>`;
  }

  #renderFiles(room: Room, model: Captions): TemplateResult | typeof nothing {
    const words = captionWords;
    const { lines } = model;
    if (lines.length === 0) return nothing;
    const save = (extension: string, type: string, text: () => string) => () =>
      saveFile(fileName(room.name, "transcript", extension, model.sinceMs), type, text());
    const webVtt = (): string => writeWebVtt(cuesOf(lines, model.sinceMs), [words.spokenNote]);
    return html`<div class="files">
        <button type="button" class="button" @click=${() => this.#copy(lines)}>${words.copy}</button>
        <button type="button" class="button" @click=${save("txt", "text/plain", () => transcriptText(lines))}>
          ${words.saveText}
        </button>
        <button type="button" class="button" @click=${save("vtt", "text/vtt", webVtt)}>
          ${words.saveVtt}
        </button>
        <button type="button" class="button" @click=${() => model.clear()}>${words.clear}</button>
      </div>
      <p role="status" class="state">
        ${this.copied === "yes" ? words.copied : this.copied === "failed" ? words.notCopied : nothing}
      </p>`;
  }

  async #copy(lines: readonly CaptionLine[]): Promise<void> {
    this.copied = (await copyText(transcriptText(lines))) ? "yes" : "failed";
  }
}

function renderEntry(line: CaptionLine): TemplateResult {
  const { kind, speaker, startMs } = line;
  const words = captionWords;
  return html`<div class="entry" part="caption" role="listitem">
    <div class="head">
      <b><bdi>${speaker.isOwn ? words.you : speaker.name}</bdi></b>
      <span>${timeOfDay(startMs)}</span>
      ${kind === "spoken" ? html`<small title=${words.automaticWhy}>${words.automatic}</small>` : nothing}
    </div>
    <div class="text" dir="auto">${renderText(line)}</div>
  </div>`;
}

function renderChoice<Value extends string>(
  label: string,
  values: readonly Value[],
  chosen: Value,
  name: (value: Value) => string,
  choose: (value: Value) => void,
): TemplateResult {
  const onChange = (event: Event): void => {
    const { currentTarget } = event;
    const index = currentTarget instanceof HTMLSelectElement ? currentTarget.selectedIndex : -1;
    const value = values[index];
    if (value !== undefined) choose(value);
  };
  return html`<label>
    ${label}
    <select part="select" @change=${onChange}>
      ${values.map((value) => html`<option ?selected=${value === chosen}>${name(value)}</option>`)}
    </select>
  </label>`;
}

/** What somebody may speak here: the browser's languages, and the page's. */
function languages(): readonly string[] {
  return [...new Set([...navigator.languages, pageLanguage.tag])];
}

function nameOf(tag: string): string {
  try {
    return new Intl.DisplayNames(pageLanguage.tag, { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

function isChecked({ target }: Event): boolean {
  return target instanceof HTMLInputElement && target.checked;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-transcript": MeshTranscript;
  }
}
