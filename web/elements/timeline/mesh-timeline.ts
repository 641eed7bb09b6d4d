import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { mayKeepNotes } from "../../timeline/may-keep-notes.ts";
import { noteChars, type Timeline } from "../../timeline/timeline.ts";
import type { TimelineEvent } from "../../timeline/timeline-event.ts";
import type { Room } from "../../room/room.ts";
import { timeOfDay } from "../language/writing.ts";
import { RoomPart } from "../room-part/room-part.ts";
import { panelHead } from "../panel/panel-head.styles.ts";
import { renderPanelHead } from "../panel/panel-head.ts";
import { buttons, fields, theme } from "../theme.styles.ts";
import { timelineStyles } from "./mesh-timeline.styles.ts";
import { notesOf } from "./notes.ts";
import { saveNotes } from "./save-notes.ts";
import { timelineWords } from "./words.ts";

/** More nobody scrolls through; the files have them all. */
const shownEvents = 500;

/**
 * What happened in a call, for who keeps notes: a host, or anybody where there is none. Nothing of it is sent anywhere. Works
 * alone around one room.
 * @summary `<mesh-timeline>` with its `room` property
 * @fires mesh-action - close the panel
 * @csspart log - the list
 * @csspart input - the field for a note of one's own
 */
export class MeshTimeline extends RoomPart {
  static override styles = [theme, buttons, fields, panelHead, timelineStyles];

  #isAtEnd = true;

  override focus(options?: FocusOptions): void {
    const field = this.renderRoot.querySelector("input");
    (field ?? this.renderRoot.querySelector<HTMLElement>("header button"))?.focus(options);
  }

  protected override followRoom(room: Room): () => void {
    const endOfWatch = super.followRoom(room);
    if (!mayKeepNotes(room)) return endOfWatch;
    const timeline = notesOf(room);
    const look = (): void => this.requestUpdate();
    timeline.on("changed", look);
    return () => {
      endOfWatch();
      timeline.off("changed", look);
    };
  }

  protected override updated(): void {
    const log = this.renderRoot.querySelector<HTMLElement>(".log");
    if (log !== null && this.#isAtEnd) log.scrollTop = log.scrollHeight;
  }

  protected override render(): unknown {
    const { room } = this;
    if (room === undefined) return nothing;
    const words = timelineWords;
    return html`${renderPanelHead(this, words.heading, words.close)}
    ${mayKeepNotes(room) ? this.#renderNotes(room, notesOf(room)) : html`<p class="why">${words.others}</p>`}`;
  }

  #renderNotes(room: Room, timeline: Timeline): TemplateResult {
    const words = timelineWords;
    const { events } = timeline;
    return html`<div
        class="log"
        part="log"
        role="region"
        aria-label=${words.log}
        tabindex="0"
        @scroll=${this.#onScroll}
      >
        <p class="why">${words.why}</p>
        <ol role="list">
          ${repeat(events.slice(-shownEvents), ({ id }) => id, renderEvent)}
        </ol>
      </div>
      <div class="foot">
        <form @submit=${this.#onNote(timeline)}>
          <label>
            <span class="spoken">${words.note}</span>
            <input part="input" maxlength=${noteChars} placeholder=${words.note} autocomplete="off" />
          </label>
          <button type="submit" class="button">${words.add}</button>
        </form>
        <div class="files">
          <button type="button" class="button" @click=${() => saveNotes(timeline, "json")}>
            ${words.saveJson}
          </button>
          <button type="button" class="button" @click=${() => saveNotes(timeline, "vtt")}>
            ${words.saveVtt}
          </button>
          <button type="button" class="button" @click=${() => timeline.clear()}>${words.clear}</button>
        </div>
      </div>`;
  }

  readonly #onNote = (timeline: Timeline) => (event: SubmitEvent) => {
    event.preventDefault();
    const field = this.renderRoot.querySelector("input");
    if (field === null) return;
    this.#isAtEnd = true;
    timeline.note(field.value);
    field.value = "";
  };

  /** Who reads back is left where they are. */
  readonly #onScroll = ({ currentTarget }: Event): void => {
    if (!(currentTarget instanceof HTMLElement)) return;
    const { scrollHeight, scrollTop, clientHeight } = currentTarget;
    this.#isAtEnd = scrollHeight - scrollTop - clientHeight < 40;
  };
}

function renderEvent(event: TimelineEvent): TemplateResult {
  const seconds = Math.round((event.endMs - event.startMs) / 1_000);
  const words = timelineWords;
  const lasted = seconds < 60 ? words.seconds(Math.max(1, seconds)) : words.minutes(Math.round(seconds / 60));
  return html`<li class=${event.what}>
    <time>${timeOfDay(event.startMs)}</time>
    <span class="what">
      ${words.told(event)} ${event.what === "spoke" ? html`<small>${lasted}</small>` : nothing}
      ${"text" in event ? html`<span class="text" dir="auto">${event.text}</span>` : nothing}
    </span>
  </li>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-timeline": MeshTimeline;
  }
}
