import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { RoomPart } from "../room-part/room-part.ts";
import { MeshcallError } from "../../room/errors.ts";
import type { Moderation } from "../../room/moderation/moderation.ts";
import { RemoteParticipant } from "../../room/remote-participant.ts";
import type { AnyParticipant, Room } from "../../room/room.ts";
import { MeshErrorEvent } from "../events.ts";
import { handsOf } from "../hands/hands.ts";
import { icons } from "../icons.ts";
import { peopleStyles } from "./mesh-people.styles.ts";
import { renderConfirmation, type Confirmation } from "./people-confirmation.ts";
import { renderHands } from "./people-hands.ts";
import { renderRoomRules } from "./people-room.ts";
import { peopleWords } from "./people-words.ts";
import { verificationNote } from "../verification/verification-note.ts";
import { verificationsOf } from "../verification/verifications.ts";
import { dialogs } from "../dialog.styles.ts";
import { panelHead } from "../panel/panel-head.styles.ts";
import { renderPanelHead } from "../panel/panel-head.ts";
import { buttons, fields, theme } from "../theme.styles.ts";

/**
 * Who is in the call, who waits at its door, and, for a host, what to do about them. Works alone around one room.
 * @summary `<mesh-people>` with its `room` property
 * @fires mesh-action - close the panel
 * @fires mesh-error - what the signal-worker refused
 * @csspart person - each person
 */
export class MeshPeople extends RoomPart {
  static override styles = [theme, buttons, fields, panelHead, dialogs, peopleStyles];
  static override properties = {
    ...RoomPart.properties,
    confirmation: { state: true },
    failure: { state: true },
    opened: { state: true },
  };
  /** What has to be confirmed before it is done. */
  declare private confirmation: Confirmation | undefined;
  declare private failure: "notAllowed" | "failed" | undefined;
  /** SID of the person whose actions are shown. */
  declare private opened: string | undefined;
  #moderation: Moderation | undefined;

  constructor() {
    super();
    this.confirmation = undefined;
    this.failure = undefined;
    this.opened = undefined;
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("header button")?.focus(options);
  }

  protected override updated(): void {
    const dialog = this.renderRoot.querySelector("dialog");
    if (dialog !== null && !dialog.open) dialog.showModal();
  }

  protected override render(): unknown {
    const { room } = this;
    if (room === undefined) return nothing;
    const words = peopleWords;
    const isHost = room.localParticipant.role === "host";
    return html`${renderPanelHead(this, words.heading, words.close)}
      <div class="all">
        ${isHost ? this.#renderKnocks() : nothing} ${renderHands(handsOf(room), isHost)}
        <section aria-labelledby="here">
          <h3 id="here">${words.here}</h3>
          <ul>
            ${this.#renderPerson(room.localParticipant, isHost)}
            ${repeat(
              room.participants.values(),
              ({ sid }) => sid,
              (participant) => this.#renderPerson(participant, isHost),
            )}
          </ul>
        </section>
        ${room.attendees.size === 0 ? nothing : this.#renderAttendees(room)}
        ${
          isHost && this.#moderation !== undefined
            ? renderRoomRules(this.#moderation, {
                run: (doing) => this.#run(doing),
                endAll: () => (this.confirmation = { about: "end" }),
              })
            : nothing
        }
        ${this.failure === undefined ? nothing : html`<p class="problem" role="alert">${words[this.failure]}</p>`}
      </div>
      ${
        this.confirmation === undefined
          ? nothing
          : renderConfirmation(this.confirmation, {
              onClose: () => (this.confirmation = undefined),
              onConfirm: (keepOut) => this.#confirmed(keepOut),
            })
      }`;
  }

  #renderKnocks(): TemplateResult | typeof nothing {
    const knocks = this.#moderation?.knocks ?? [];
    if (knocks.length === 0) return nothing;
    const words = peopleWords;
    return html`<section aria-labelledby="waiting">
      <h3 id="waiting">${words.waiting}</h3>
      <ul>
        ${repeat(
          knocks,
          ({ sid }) => sid,
          (knock) =>
            html`<li part="person" class="knock">
              <bdi class="name">${knock.name}</bdi>
              <span>
                <button
                  type="button"
                  class="small primary"
                  aria-label=${words.admitName(knock.name)}
                  @click=${() => this.#moderate((moderation) => moderation.admit(knock))}
                >
                  ${words.admit}
                </button>
                <button
                  type="button"
                  class="small"
                  aria-label=${words.turnAwayName(knock.name)}
                  @click=${() => this.#moderate((moderation) => moderation.turnAway(knock))}
                >
                  ${words.turnAway}
                </button>
              </span>
            </li>`,
        )}
      </ul>
    </section>`;
  }

  #renderPerson(participant: AnyParticipant, isHost: boolean): TemplateResult {
    const words = peopleWords;
    const { sid, role, silenced } = participant;
    const isSelf = participant === this.room?.localParticipant;
    const name = nameOf(participant);
    const isOpen = this.opened === sid;
    const notes = [
      words.roles[role],
      silenced.audio ? words.silenced : "",
      silenced.video ? words.noVideo : "",
      this.room !== undefined && participant instanceof RemoteParticipant
        ? verificationNote(this.room, participant)
        : "",
    ].filter((note) => note !== "");
    return html`<li part="person">
      <span class="name">
        <bdi>${isSelf ? words.you(name) : name}</bdi>
        ${notes.length === 0 ? nothing : html`<small>${notes.join(" · ")}</small>`}
      </span>
      ${
        participant.isTalking
          ? html`<span class="talking" role="img" aria-label=${words.talking}></span>`
          : nothing
      }
      ${
        isHost && !isSelf
          ? html`<button
              type="button"
              class="bare"
              aria-label=${words.more(name)}
              aria-expanded=${String(isOpen)}
              @click=${() => (this.opened = isOpen ? undefined : sid)}
            >
              ${icons.more}
            </button>`
          : nothing
      }
      ${isOpen && participant instanceof RemoteParticipant ? this.#renderActs(participant, name) : nothing}
    </li>`;
  }

  #renderActs(participant: RemoteParticipant, name: string): TemplateResult {
    const words = peopleWords;
    const { audio, video } = participant.silenced;
    const act = (label: string, doing: (moderation: Moderation) => Promise<unknown>): TemplateResult =>
      html`<button type="button" class="small" @click=${() => this.#moderate(doing)}>${label}</button>`;
    return html`<div class="acts" role="group" aria-label=${words.more(name)}>
      ${act(audio ? words.unmute : words.mute, (moderation) => moderation.silence(participant, { audio: !audio }))}
      ${act(video ? words.allowVideo : words.stopVideo, (moderation) =>
        moderation.silence(participant, { video: !video }),
      )}
      ${
        participant.role === "host"
          ? nothing
          : html`${act(words.makeHost, (moderation) => moderation.setRole(participant, "host"))}
            ${act(words.handOver, (moderation) => moderation.handOver(participant))}`
      }
      <button
        type="button"
        class="small danger"
        @click=${() => (this.confirmation = { about: "kick", sid: participant.sid, name })}
      >
        ${words.putOut}
      </button>
    </div>`;
  }

  #renderAttendees({ attendees }: Room): TemplateResult {
    return html`<section aria-labelledby="watching">
      <h3 id="watching">${peopleWords.watching}</h3>
      <ul>
        ${repeat(
          attendees.values(),
          ({ sid }) => sid,
          ({ displayName }) => html`<li part="person"><bdi class="name">${displayName}</bdi></li>`,
        )}
      </ul>
    </section>`;
  }

  protected override followRoom(room: Room): () => void {
    this.#moderation = undefined;
    const look = (): void => this.requestUpdate();
    const endOfWatch = super.followRoom(room);
    const endOfComparisons = verificationsOf(room).subscribe(look);
    const endOfHands = handsOf(room).subscribe(look);
    const events = ["knocking", "participantTalking", "participantStoppedTalking"] as const;
    for (const event of events) room.on(event, look);
    room.on("participantChanged", this.#loadModeration);
    this.#loadModeration();
    return () => {
      endOfWatch();
      endOfComparisons();
      endOfHands();
      for (const event of events) room.off(event, look);
      room.off("participantChanged", this.#loadModeration);
    };
  }

  readonly #loadModeration = (): void => {
    const { room } = this;
    if (room === undefined || room.localParticipant.role !== "host" || this.#moderation !== undefined) return;
    room.moderation().then(
      (moderation) => {
        if (this.room !== room) return;
        this.#moderation = moderation;
        this.requestUpdate();
      },
      (error: unknown) => this.#failed(error),
    );
  };

  #confirmed(keepOut: boolean): void {
    const confirmed = this.confirmation;
    if (confirmed?.about === "end") this.#moderate((moderation) => moderation.end());
    else if (confirmed !== undefined)
      this.#moderate((moderation) => moderation.kick(confirmed.sid, { keepOut }));
  }

  #moderate(doing: (moderation: Moderation) => Promise<unknown>): void {
    if (this.#moderation !== undefined) this.#run(doing(this.#moderation));
  }

  #run(doing: Promise<unknown>): void {
    this.failure = undefined;
    doing.then(
      () => this.requestUpdate(),
      (error: unknown) => this.#failed(error),
    );
  }

  #failed(error: unknown): void {
    const isRefused = error instanceof MeshcallError && error.code === 54037;
    this.failure = isRefused ? "notAllowed" : "failed";
    this.dispatchEvent(new MeshErrorEvent(error));
  }
}

function nameOf({ displayName, identity }: AnyParticipant): string {
  return displayName === "" ? identity : displayName;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-people": MeshPeople;
  }
}
