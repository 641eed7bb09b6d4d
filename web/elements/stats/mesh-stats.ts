import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Room } from "../../room/room.ts";
import { copyText } from "../copy/copy-text.ts";
import { RoomPart } from "../room-part/room-part.ts";
import { panelHead } from "../panel/panel-head.styles.ts";
import { renderPanelHead } from "../panel/panel-head.ts";
import { buttons, fields, theme } from "../theme.styles.ts";
import { groupsOf, ownLimit, sentInShort } from "./figure-rows.ts";
import { figuresJson, figuresText } from "./figures-text.ts";
import { statsStyles } from "./mesh-stats.styles.ts";
import { bitrate } from "./numbers.ts";
import { figuresOf, type CallFigures, type PersonFigures } from "./room-figures.ts";
import { statsWords } from "./words.ts";

/**
 * How every link of a call does, anew each second: way, round trip, loss, bit rates, pictures, formats, what holds them back.
 * Nothing of it is sent anywhere.
 * @summary `<mesh-stats>` with its `room` property
 * @fires mesh-action - close the panel
 * @csspart person - each person's table
 */
export class MeshStats extends RoomPart {
  static override styles = [theme, buttons, fields, panelHead, statsStyles];
  static override properties: PropertyDeclarations = {
    ...RoomPart.properties,
    withAddresses: { state: true },
    copied: { state: true },
    uncopied: { state: true },
  };
  declare private withAddresses: boolean;
  declare private copied: boolean;
  /** What the page may not put on the clipboard, for the person to do it. */
  declare private uncopied: string | undefined;

  constructor() {
    super();
    this.withAddresses = false;
    this.copied = false;
    this.uncopied = undefined;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("header button")?.focus(options);
  }

  protected override followRoom(room: Room): () => void {
    const endOfWatch = super.followRoom(room);
    const endOfFigures = figuresOf(room).subscribe(() => this.requestUpdate());
    return () => {
      endOfWatch();
      endOfFigures();
    };
  }

  protected override render(): unknown {
    const { room } = this;
    if (room === undefined) return nothing;
    const words = statsWords;
    return html`${renderPanelHead(this, words.heading, words.close)}
      <div class="all" tabindex="0" role="region" aria-label=${words.heading}>
        ${room.participants.size === 0 ? html`<p>${words.alone}</p>` : this.#renderFigures(figuresOf(room).now)}
      </div>`;
  }

  #renderFigures(figures: CallFigures | undefined): TemplateResult {
    const words = statsWords;
    if (figures === undefined || figures.people.length === 0) return html`<p>${words.measuring}</p>`;
    const limit = ownLimit(figures);
    return html`${
      limit === undefined
        ? nothing
        : html`<p class="limit">${limit === "cpu" ? words.processorLimits : words.networkLimits}</p>`
    }
    ${renderSending(figures)} ${repeat(figures.people, ({ sid }) => sid, renderPerson)}
    ${this.#renderCopy(figures)}`;
  }

  #renderCopy(figures: CallFigures): TemplateResult {
    const words = statsWords;
    const copy = (write: typeof figuresText) => () => void this.#copy(write(figures, this.withAddresses));
    const onCheck = (event: Event): void => {
      this.withAddresses = event.target instanceof HTMLInputElement && event.target.checked;
    };
    return html`<section class="copy">
      <label class="check">
        <input type="checkbox" .checked=${this.withAddresses} @change=${onCheck} />
        <span>${words.withAddresses}<small>${words.withAddressesWhy}</small></span>
      </label>
      <div class="buttons">
        <button type="button" class="button" @click=${copy(figuresText)}>${words.copy}</button>
        <button type="button" class="button" @click=${copy(figuresJson)}>${words.copyJson}</button>
      </div>
      <p role="status">
        ${this.copied ? words.copied : this.uncopied === undefined ? nothing : words.notCopied}
      </p>
      ${
        this.uncopied === undefined
          ? nothing
          : html`<textarea
              readonly
              rows="8"
              aria-label=${words.copiedText}
              .value=${this.uncopied}
            ></textarea>`
      }
    </section>`;
  }

  async #copy(text: string): Promise<void> {
    this.copied = await copyText(text);
    this.uncopied = this.copied ? undefined : text;
  }
}

/** One's own uplink at a glance. */
function renderSending({ people, sentBps, receivedBps }: CallFigures): TemplateResult {
  const words = statsWords;
  const sources = (["microphone", "camera", "screen"] as const).filter((source) =>
    people.some(({ streams }) => streams.some((stream) => stream.way === "sent" && stream.source === source)),
  );
  const rate = (value: number | null): string => (value === null ? words.measuring : bitrate(value));
  return html`<div class="wide">
    <table>
      <caption>
        ${words.whatYouSend}
      </caption>
      <thead>
        <tr>
          <th scope="col">${words.to}</th>
          ${sources.map((source) => html`<th scope="col">${words.source(source)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${people.map(
          (person) =>
            html`<tr>
              <th scope="row"><bdi>${person.name}</bdi></th>
              ${sources.map((source) => html`<td>${sentInShort(person, source).map((line) => html`<span>${line}</span>`)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
    <dl>
      <dt>${words.sentInAll}</dt>
      <dd>${rate(sentBps)}</dd>
      <dt>${words.receivedInAll}</dt>
      <dd>${rate(receivedBps)}</dd>
    </dl>
  </div>`;
}

function renderPerson(person: PersonFigures): TemplateResult {
  const words = statsWords;
  const [path, ...streams] = groupsOf(person);
  return html`<table part="person">
    <caption>
      <bdi>${person.name}</bdi>
    </caption>
    <tbody>
      ${path?.rows.map(
        ({ label, received }) =>
          html`<tr>
            <th scope="row">${label}</th>
            <td colspan="2">${received}</td>
          </tr>`,
      )}
    </tbody>
    ${streams.map(
      ({ heading, rows }) =>
        html`<tbody>
          <tr class="group">
            <th scope="rowgroup">${heading}</th>
            <th scope="col">${words.received}</th>
            <th scope="col">${words.sent}</th>
          </tr>
          ${rows.map(
            ({ label, received, sent }) =>
              html`<tr>
                <th scope="row">${label}</th>
                <td>${received}</td>
                <td>${sent}</td>
              </tr>`,
          )}
        </tbody>`,
    )}
  </table>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-stats": MeshStats;
  }
}
