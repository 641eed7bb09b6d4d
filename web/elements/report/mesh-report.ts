import { html, nothing, svg, type PropertyDeclarations, type TemplateResult } from "lit";
import type { CallReport } from "../../room/stats/call-report.ts";
import { summarize, type CallSummary } from "./call-summary.ts";
import { copyText } from "../copy/copy-text.ts";
import { MeshFeedbackEvent } from "../events.ts";
import { MeshElement } from "../mesh-element.ts";
import { endedNotesOf, type EndedNotes } from "../timeline/ended-notes.ts";
import { timelineWords } from "../timeline/words.ts";
import { buttons, theme } from "../theme.styles.ts";
import { reportStyles } from "./mesh-report.styles.ts";
import { reportWords } from "./words.ts";

/**
 * How a call went, in a line, and for who wants it in one for each person. It stays on this device.
 * @summary `<mesh-report>` with its `report` property
 * @fires mesh-feedback - the person says how it was; nothing is sent anywhere
 * @csspart report - the box
 */
export class MeshReport extends MeshElement {
  static override styles = [theme, buttons, reportStyles];
  static override properties: PropertyDeclarations = {
    report: { attribute: false },
    asks: { type: Boolean },
    copied: { state: true },
    answered: { state: true },
  };
  /** What there is to tell; undefined: nothing yet. */
  declare report: CallReport | undefined;
  /** Whether to ask how it was. */
  declare asks: boolean;
  declare private copied: "no" | "yes" | "failed";
  declare private answered: boolean;

  constructor() {
    super();
    this.report = undefined;
    this.asks = false;
    this.copied = "no";
    this.answered = false;
  }

  protected override render(): unknown {
    const { report } = this;
    if (report === undefined) return nothing;
    const words = reportWords;
    const summary = summarize(report);
    return html`<div class="report" part="report">
      ${renderSummary(summary)}
      <div class="buttons">
        <button type="button" class="button" @click=${() => void this.#copy(summary)}>${words.copy}</button>
      </div>
      <p class="said" role="status">
        ${this.copied === "no" ? nothing : this.copied === "yes" ? words.copied : words.notCopied}
      </p>
      ${renderNotes(endedNotesOf(report.roomSid))} ${this.asks ? this.#renderQuestion(report) : nothing}
    </div>`;
  }

  #renderQuestion(report: CallReport): TemplateResult {
    const words = reportWords;
    if (this.answered) return html`<p class="said" role="status">${words.thanks}</p>`;
    const answer = (good: boolean) => () => {
      this.answered = true;
      this.dispatchEvent(new MeshFeedbackEvent(good, report));
    };
    return html`<div class="question" role="group" aria-labelledby="question">
      <p id="question">${words.question}</p>
      <div class="buttons">
        <button type="button" class="button" @click=${answer(true)}>${thumb("up")}${words.good}</button>
        <button type="button" class="button" @click=${answer(false)}>${thumb("down")}${words.bad}</button>
      </div>
    </div>`;
  }

  async #copy({ line, people }: CallSummary): Promise<void> {
    this.copied = (await copyText([line, ...people].join("\n"))) ? "yes" : "failed";
  }
}

/** With the page they are gone. */
function renderNotes(notes: EndedNotes | undefined): TemplateResult | typeof nothing {
  if (notes === undefined) return nothing;
  const words = timelineWords;
  return html`<div class="question" role="group" aria-labelledby="notes">
    <p id="notes">${words.heading}</p>
    <div class="buttons">
      <button type="button" class="button" @click=${() => notes.saveJson()}>${words.saveJson}</button>
      <button type="button" class="button" @click=${() => notes.saveWebVtt()}>${words.saveVtt}</button>
    </div>
  </div>`;
}

function renderSummary({ line, people }: CallSummary): TemplateResult {
  if (people.length === 0) return html`<p>${line}</p>`;
  return html`<details>
    <summary>${line}</summary>
    <ul>
      ${people.map((person) => html`<li>${person}</li>`)}
    </ul>
  </details>`;
}

function thumb(way: "up" | "down"): TemplateResult {
  const turn = way === "up" ? "" : "rotate(180 12 12)";
  return html`<svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    aria-hidden="true"
  >
    ${svg`<path transform=${turn} stroke-linejoin="round" d="M4 11h3.5v9H4zM7.5 11l4-7c1.4 0 2.3 1 2.1 2.4L13 10h5.4a1.9 1.9 0 0 1 1.9 2.3l-1.3 6A2.2 2.2 0 0 1 16.9 20H7.5" />`}
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-report": MeshReport;
  }
}
