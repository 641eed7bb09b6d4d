import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import * as captions from "../../captions/captions.ts";
import { finishedEnd } from "../../captions/edit.ts";
import type { CaptionLine } from "../../captions/transcript.ts";
import type { Room } from "../../room/room.ts";
import { say } from "../call/say.ts";
import { MeshActionEvent } from "../events.ts";
import { icons } from "../icons.ts";
import { RoomPart } from "../room-part/room-part.ts";
import { buttons, fields, theme } from "../theme.styles.ts";
import { captionLook } from "./caption-look.ts";
import { captionsStyles } from "./mesh-captions.styles.ts";
import { shownLines } from "./shown-lines.ts";
import { renderTypingField } from "./typing-field.ts";
import { captionWords } from "./words.ts";

export { captions };

/** The stage does not jump with every silence: the place of the lines stays for so long. */
const placeMs = 120_000;
/** Who has stopped typing for so long is read out as far as they have come. */
const pauseMs = 4_000;

/** Letters that hang together: nothing may stand between two of them. */
const joining = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\u0900-\u0dff\u1780-\u17ff]/;

/**
 * What is typed and captioned just now, the last lines of each speaker. Works alone around one room. Screen readers are told
 * what is typed, by finished sentences.
 * @summary `<mesh-captions>` with its `room` property
 * @fires mesh-action - the transcript is to be shown
 * @csspart captions - the region
 * @csspart caption - each line
 * @csspart input - the field for what one types oneself
 */
export class MeshCaptions extends RoomPart {
  static override styles = [theme, buttons, fields, captionsStyles];
  static override properties: PropertyDeclarations = {
    ...RoomPart.properties,
    over: { type: Boolean, reflect: true },
    isTyping: { state: true },
  };
  /** They lie over what fills the screen: the words alone, and read out are those in the page. */
  declare over: boolean;
  /** The field is open. */
  declare private isTyping: boolean;

  #again: ReturnType<typeof setTimeout> | undefined;
  /** How far each line was read out, and who waits for more of it. */
  readonly #told = new Map<string, { end: number; pause: ReturnType<typeof setTimeout> | undefined }>();

  constructor() {
    super();
    this.over = false;
    this.isTyping = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#again);
    this.#forget();
  }

  protected override followRoom(room: Room): () => void {
    const model = captions.captionsOf(room);
    const look = (): void => this.requestUpdate();
    const endOfLook = captionLook.subscribe(look);
    const onLine = (line: CaptionLine): void => {
      this.#tell(line);
      look();
    };
    model.on("lineChanged", onLine).on("troubleChanged", look).on("cleared", look);
    return () => {
      endOfLook();
      this.#forget();
      model.off("lineChanged", onLine).off("troubleChanged", look).off("cleared", look);
    };
  }

  protected override render(): unknown {
    clearTimeout(this.#again);
    const { room } = this;
    if (room === undefined) return nothing;
    if (this.over) return this.#renderRegion(room);
    return html`${this.#renderRegion(room)}
      <div class="spoken announced" role="log" aria-live="polite" aria-atomic="false"></div>`;
  }

  #renderRegion(room: Room): TemplateResult | typeof nothing {
    const words = captionWords;
    const model = captions.captionsOf(room);
    const { isShown, size, contrast } = captionLook.now;
    const nowMs = Date.now();
    const { shown, againMs } = shownLines(model.lines, nowMs);
    const latestMs = Math.max(0, ...model.lines.slice(-10).map(({ endMs }) => endMs));
    const emptyMs = latestMs + placeMs - nowMs;
    const nextMs = againMs ?? (emptyMs > 0 ? emptyMs : undefined);
    if (nextMs !== undefined) this.#again = setTimeout(() => this.requestUpdate(), nextMs + 1);
    if (!isShown || (emptyMs <= 0 && !this.isTyping)) return nothing;
    const own = this.isTyping ? model.ownText : undefined;
    const lines = shown.filter(
      ({ speaker, kind, isDone, text }) => !(own === text && speaker.isOwn && kind === "typed" && !isDone), // it stands in the field
    );
    return html`<section class="region ${size} ${contrast}" part="captions" aria-label=${words.heading}>
      <div class="lines" tabindex="0">
        <div role="list" aria-label=${words.heading}>${repeat(lines, ({ id }) => id, renderLine)}</div>
      </div>
      <div class="tools">
        ${
          this.isTyping
            ? nothing
            : html`<button type="button" class="tool type" @click=${this.#open}>${words.type}</button>`
        }
        <button type="button" class="tool" @click=${this.#showTranscript}>${words.transcript}</button>
        <button
          type="button"
          class="bare hide"
          aria-label=${words.hide}
          title=${words.hide}
          @click=${this.#hide}
        >
          ${icons.close}
        </button>
      </div>
      ${this.isTyping ? renderTypingField(model, this.#close) : nothing}
    </section>`;
  }

  readonly #open = async (): Promise<void> => {
    this.isTyping = true;
    await this.updateComplete;
    this.renderRoot.querySelector("textarea")?.focus();
  };

  readonly #close = async (): Promise<void> => {
    this.isTyping = false;
    if (this.room !== undefined) captions.captionsOf(this.room).endLine();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".type")?.focus();
  };

  readonly #hide = (): void => {
    this.isTyping = false;
    captionLook.change({ isShown: false });
    this.dispatchEvent(new Event("mesh-focus-lost", { bubbles: true, composed: true, cancelable: true }));
  };

  readonly #showTranscript = (): void => {
    this.dispatchEvent(new MeshActionEvent({ do: "show", panel: "captions" }));
  };

  /** What is typed, by finished sentences; what is spoken can be heard. */
  #tell(line: CaptionLine): void {
    const { id, kind, speaker, isDone } = line;
    if (this.over || kind !== "typed" || speaker.isOwn || !captionLook.now.isShown) return;
    const told = this.#told.get(id);
    clearTimeout(told?.pause);
    const end = this.#read(line, told?.end ?? 0, isDone);
    if (isDone) return void this.#told.delete(id);
    const pause = setTimeout(
      () => this.#told.set(id, { end: this.#read(line, end, true), pause: undefined }),
      pauseMs,
    );
    this.#told.set(id, { end, pause });
  }

  /** @returns up to where it was read out then */
  #read({ text, speaker }: CaptionLine, from: number, isDone: boolean): number {
    const end = finishedEnd(text, from, isDone);
    const words = text.slice(from, end).trim();
    if (words !== "")
      say(this.renderRoot.querySelector(".announced"), captionWords.said(speaker.name, words));
    return end;
  }

  #forget(): void {
    for (const { pause } of this.#told.values()) clearTimeout(pause);
    this.#told.clear();
  }
}

function renderLine(line: CaptionLine): TemplateResult {
  const { kind, speaker } = line;
  const words = captionWords;
  return html`<p class="line ${kind}" part="caption" role="listitem">
    <b><bdi>${speaker.isOwn ? words.you : speaker.name}</bdi></b>
    ${kind === "spoken" ? html`<small title=${words.automaticWhy}>${words.automatic}</small>` : nothing}
    <span class="text" dir="auto">${renderText(line)}</span>
  </p>`;
}

/** With the place where somebody writes, where it can be shown without pulling letters apart. */
export function renderText({ text, caret, isDone }: CaptionLine): unknown {
  if (isDone || caret === undefined || (caret < text.length && joining.test(text))) return text;
  return html`${text.slice(0, caret)}<i class="caret" aria-hidden="true"></i>${text.slice(caret)}`;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-captions": MeshCaptions;
  }
}
