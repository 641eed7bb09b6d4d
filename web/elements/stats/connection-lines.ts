import { html, nothing, type TemplateResult } from "lit";
import type { RemoteParticipant } from "../../room/remote-participant.ts";
import type { Room } from "../../room/room.ts";
import { strings } from "../strings.ts";
import { verificationNote } from "../verification/verification-note.ts";
import { pathRows } from "./figure-rows.ts";
import { figuresOf } from "./room-figures.ts";
import { statsWords } from "./words.ts";

/** What the bars and the badge on somebody's tile mean, in words and figures. Once a second anew: see {@link figuresOf}. */
export function renderConnection(room: Room, participant: RemoteParticipant): TemplateResult {
  const { networkQualityLevel: level, route, sid } = participant;
  const person = figuresOf(room).now?.people.find((each) => each.sid === sid);
  const note = verificationNote(room, participant);
  return html`<dl class="connection">
    <dt>${statsWords.connection}</dt>
    <dd>
      ${level === null || level === 0 ? statsWords.measuring : strings.tile.connection[level]}
      ${route === "relayed" ? html`<small>${strings.tile.relayedWhy}</small>` : nothing}
      ${note === "" ? nothing : html`<small>${note}</small>`}
    </dd>
    ${
      person === undefined
        ? nothing
        : pathRows(person).map(
            ({ label, received }) =>
              html`<dt>${label}</dt>
                <dd>${received}</dd>`,
          )
    }
  </dl>`;
}
