import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { RemoteParticipant } from "../../room/remote-participant.ts";
import type { Room } from "../../room/room.ts";
import type { VerificationEmoji } from "../../room/verification.ts";
import { icons } from "../icons.ts";
import { RoomPart } from "../room-part/room-part.ts";
import { panelHead } from "../panel/panel-head.styles.ts";
import { renderPanelHead } from "../panel/panel-head.ts";
import { buttons, theme } from "../theme.styles.ts";
import { emojiName } from "./emoji-words.ts";
import { verificationStyles } from "./mesh-verification.styles.ts";
import { verificationsOf } from "./verifications.ts";
import { verificationWords } from "./words.ts";

/**
 * Two people compare seven pictures each: the same ones mean that nobody sits in the middle of their link.
 * @summary `<mesh-verification>` with its `room` property
 * @fires mesh-action - close the panel
 * @csspart person - each person
 * @csspart emoji - the seven pictures
 */
export class MeshVerification extends RoomPart {
  static override styles = [theme, buttons, panelHead, verificationStyles];

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>("header button")?.focus(options);
  }

  protected override followRoom(room: Room): () => void {
    const endOfWatch = super.followRoom(room);
    const endOfComparisons = verificationsOf(room).subscribe(() => this.requestUpdate());
    return () => {
      endOfWatch();
      endOfComparisons();
    };
  }

  protected override render(): unknown {
    const { room } = this;
    if (room === undefined) return nothing;
    const words = verificationWords;
    return html`${renderPanelHead(this, words.heading, words.close)}
      <div class="all">
        <p class="quiet">${words.why}</p>
        ${room.participants.size === 0 ? html`<p>${words.alone}</p>` : nothing}
        ${repeat(
          room.participants.values(),
          ({ sid }) => sid,
          (participant) => this.#renderPerson(room, participant),
        )}
      </div>`;
  }

  #renderPerson(room: Room, participant: RemoteParticipant): TemplateResult {
    const { sid, displayName: name } = participant;
    const heading = `person-${sid}`;
    return html`<section part="person" aria-labelledby=${heading}>
      <h3 id=${heading}><bdi>${name}</bdi></h3>
      <div class="state" aria-live="polite">${this.#renderState(room, participant)}</div>
    </section>`;
  }

  #renderState(room: Room, participant: RemoteParticipant): TemplateResult {
    const words = verificationWords;
    const { displayName: name } = participant;
    const comparisons = verificationsOf(room);
    const comparison = comparisons.of(participant);
    const compare = (): void => void comparisons.compare(participant);
    switch (comparison.is) {
      case "none":
        return participant.state === "connected"
          ? html`${comparison.again ? html`<p class="warning">${words.renewed}</p>` : nothing}
              <button type="button" class="button" aria-label=${words.compareWith(name)} @click=${compare}>
                ${words.compare}
              </button>`
          : html`<p class="quiet">${words.unlinked}</p>`;
      case "making":
        return html`<p class="quiet">${words.making}</p>`;
      case "failed":
        return html`<p class="warning">${words.failed}</p>
          <button type="button" class="button" aria-label=${words.compareWith(name)} @click=${compare}>
            ${words.compare}
          </button>`;
      case "open":
        return html`${renderEmoji(name, comparison.emoji)}
          <p>${words.readOut(name)}</p>
          <div class="buttons">
            <button type="button" class="button primary" @click=${() => comparisons.found(participant, true)}>
              ${words.same}
            </button>
            <button type="button" class="button" @click=${() => comparisons.found(participant, false)}>
              ${words.different}
            </button>
          </div>`;
      case "same":
        return html`<p class="good">${icons.check}<strong>${words.checked(name)}</strong></p>
          <p class="quiet">${words.checkedWhy}</p>`;
      case "different":
        return html`<div class="warning">
            <strong>${words.notSame(name)}</strong>
            <p>${words.notSameTodo}</p>
          </div>
          <button type="button" class="button" @click=${compare}>${words.again}</button>`;
    }
  }
}

function renderEmoji(name: string, emoji: readonly VerificationEmoji[]): TemplateResult {
  return html`<ol part="emoji" aria-label=${verificationWords.picturesWith(name)}>
    ${emoji.map(
      ({ symbol, name: english }) =>
        html`<li>
          <span class="symbol" aria-hidden="true">${symbol}</span><span>${emojiName(english)}</span>
        </li>`,
    )}
  </ol>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "mesh-verification": MeshVerification;
  }
}
