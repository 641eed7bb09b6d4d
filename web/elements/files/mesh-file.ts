import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { pictureOf } from "../../files/picture.ts";
import type { RemoteFile } from "../../files/remote-file.ts";
import type { SharedFile } from "../../files/shared-file.ts";
import { usualLargestBytes } from "../../files/limits.ts";
import { icons } from "../icons.ts";
import { MeshElement } from "../mesh-element.ts";
import { buttons, theme } from "../theme.styles.ts";
import { fileIcons } from "./file-icons.ts";
import { fileStyles } from "./mesh-file.styles.ts";
import { fileSize } from "../language/byte-size.ts";
import { fileProgress, fileTrouble, fileWords, haveIt, receiveIt, stateWords } from "./words.ts";

/** Too large, or taken back: to try again is of no use. */
const forGood: ReadonlySet<number | undefined> = new Set([54070, 54074]);

/** Twice what is shown, for dense screens. */
const pictureLongestPx = 800;

/**
 * One file that is shared in a call: what it is, how far it is, and what can be done with it. Pictures are shown when they
 * are whole.
 * @summary `<mesh-file>` with its `file` property
 * @csspart card - all of it
 * @csspart picture - the preview of a picture
 * @csspart progress - the bar
 */
export class MeshFile extends MeshElement {
  static override styles = [theme, buttons, fileStyles];
  static override properties: PropertyDeclarations = { file: { attribute: false } };
  /** What `filesOf(room)` gives: somebody else's, or one's own. */
  declare file: RemoteFile | SharedFile | undefined;

  #followed: RemoteFile | SharedFile | undefined;
  #picture: ImageBitmap | undefined;
  /** Whose picture was looked for. */
  #looked: RemoteFile | SharedFile | undefined;

  constructor() {
    super();
    this.file = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow();
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("button")?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("file")) this.#follow();
  }

  protected override updated(): void {
    void this.#look();
    const canvas = this.renderRoot.querySelector("canvas");
    if (canvas === null || this.#picture === undefined || canvas.width === this.#picture.width) return;
    canvas.width = this.#picture.width;
    canvas.height = this.#picture.height;
    canvas.getContext("2d")?.drawImage(this.#picture, 0, 0);
  }

  protected override render(): unknown {
    const { file } = this;
    if (file === undefined) return nothing;
    const words = fileWords(file.name);
    return html`<div class="card" part="card" aria-live="off">
      ${
        this.#picture === undefined
          ? nothing
          : html`<canvas part="picture" role="img" aria-label=${words.picture}></canvas>`
      }
      <span class="sign">${fileIcons.file}</span>
      <span>
        <span class="name"><bdi>${file.name}</bdi></span>
        <span class="told">${fileSize(file.sizeBytes)}</span>
      </span>
      ${
        file.kind === "shared" && (file.state === "shared" || file.state === "preparing")
          ? iconButton(icons.close, words.takeBack, () => file.withdraw())
          : nothing
      }
      ${file.kind === "remote" ? this.#renderRemote(file) : this.#renderShared(file)}
    </div>`;
  }

  #renderRemote(file: RemoteFile): TemplateResult {
    const words = fileWords(file.name);
    const states = stateWords();
    const { state, receivedBytes, sizeBytes, bytesPerSecond } = file;
    const isUnderWay = state === "receiving" || state === "waiting" || state === "paused";
    const said = {
      offered: "",
      receiving: "",
      waiting: states.waiting,
      paused: states.paused,
      received: states.received,
      failed: "",
      cancelled: states.cancelled,
    }[state];
    return html`${
      isUnderWay
        ? this.#renderProgress(
            words.progressOf,
            receivedBytes,
            sizeBytes,
            state === "receiving" ? bytesPerSecond : 0,
          )
        : nothing
    }
    ${this.#renderState(said, file.error?.code)}
    ${
      state === "offered"
        ? html`<span class="buttons">
            ${textButton(words.receive, words.receiveFile, () => file.accept(), "primary")}
          </span>`
        : nothing
    }
    ${
      isUnderWay
        ? html`<span class="buttons">
            ${
              state === "paused"
                ? textButton(words.resume, words.resumeFile, () => file.resume(), "")
                : iconButton(fileIcons.pause, words.pauseFile, () => file.pause())
            }
            ${iconButton(icons.close, words.cancelFile, () => file.cancel())}
          </span>`
        : nothing
    }
    ${
      state === "received"
        ? html`<span class="buttons">
            ${textButton(words.save, words.saveFile, () => void saveFile(file), "")}
            ${iconButton(fileIcons.remove, words.removeFile, () => file.cancel())}
          </span>`
        : nothing
    }
    ${
      state === "cancelled" || (state === "failed" && !forGood.has(file.error?.code))
        ? html`<span class="buttons"
            >${textButton(words.again, words.tryAgain, () => file.accept(), "")}</span
          >`
        : nothing
    }`;
  }

  #renderShared(file: SharedFile): TemplateResult {
    const words = fileWords(file.name);
    const states = stateWords();
    const parts = [...file.received.values()].filter((bytes) => bytes < file.sizeBytes);
    const whole = file.received.size - parts.length;
    const under = parts.length > 0 ? receiveIt(parts.length) : "";
    const people = [...(whole > 0 ? [haveIt(whole)] : []), ...(under === "" ? [] : [under])];
    const said = {
      preparing: states.preparing,
      shared: people.length === 0 ? states.noneYet : people.join(" · "),
      withdrawn: states.withdrawn,
      failed: "",
    }[file.state];
    return html`${
      file.state === "preparing"
        ? this.#renderProgress(words.preparingOf, file.preparedBytes, file.sizeBytes, 0)
        : nothing
    }
    ${
      file.state === "shared" && under !== ""
        ? this.#renderProgress(under, mean(parts), file.sizeBytes, 0)
        : nothing
    }
    ${this.#renderState(said, file.error?.code)}`;
  }

  #renderProgress(
    label: string,
    doneBytes: number,
    sizeBytes: number,
    bytesPerSecond: number,
  ): TemplateResult {
    return html`<span class="wide">
      <progress
        part="progress"
        aria-label=${label}
        max=${Math.max(1, sizeBytes)}
        .value=${doneBytes}
      ></progress>
      <span class="state">${fileProgress(doneBytes, sizeBytes, bytesPerSecond)}</span>
    </span>`;
  }

  /** Always there, so that a change is read out. */
  #renderState(said: string, code: number | undefined): TemplateResult {
    const trouble = code === undefined ? "" : fileTrouble(code, fileSize(usualLargestBytes));
    return html`<span class="wide state ${trouble === "" ? "" : "trouble"}" role="status"
      >${trouble === "" ? said : trouble}</span
    >`;
  }

  /** The picture, if it is one, as soon as it is whole. */
  async #look(): Promise<void> {
    const { file } = this;
    const isWhole = file?.kind === "shared" || file?.state === "received";
    if (file === undefined || !isWhole || this.#looked === file) return;
    this.#looked = file;
    try {
      const whole = file.kind === "shared" ? file.file : await file.file();
      const picture = await pictureOf(whole, pictureLongestPx);
      if (this.file !== file || picture === null) return picture?.close();
      this.#picture = picture;
      this.requestUpdate();
    } catch {
      // it is gone by now: its card says so
    }
  }

  #follow(): void {
    const file = this.isConnected ? this.file : undefined;
    if (file === this.#followed) return;
    this.#followed?.off("changed", this.#onChanged);
    if (this.file !== this.#looked) {
      this.#picture?.close();
      this.#picture = undefined;
      this.#looked = undefined;
    }
    this.#followed = file;
    if (file?.kind === "remote") file.on("changed", this.#onChanged);
    else if (file?.kind === "shared") file.on("changed", this.#onChanged);
  }

  readonly #onChanged = (): void => this.requestUpdate();
}

/** Of one at least. */
function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function saveFile(file: RemoteFile): Promise<void> {
  const address = URL.createObjectURL(await file.file());
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), savedWithinMs);
}

/** The browser reads the file after the click, however large it is. */
const savedWithinMs = 10 * 60 * 1000;

function textButton(words: string, label: string, onClick: () => void, more: "primary" | ""): TemplateResult {
  return html`<button type="button" class="button ${more}" aria-label=${label} @click=${onClick}>
    ${words}
  </button>`;
}

function iconButton(sign: TemplateResult, label: string, onClick: () => void): TemplateResult {
  return html`<button type="button" class="bare" aria-label=${label} title=${label} @click=${onClick}>
    ${sign}
  </button>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-file": MeshFile;
  }
}
