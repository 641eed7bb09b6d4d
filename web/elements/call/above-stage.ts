import { html, nothing, type TemplateResult } from "lit";
import type { Room } from "../../room/room.ts";
import { mediaOf } from "../devices/call-media.ts";
import { icons } from "../icons.ts";
import { troubleIcon } from "../notice/trouble.ts";
import { plainDeviceWords } from "../notice/usual-words.ts";
import { strings } from "../strings.ts";
import { aboveStageWords as words } from "./above-stage-words.ts";
import { isCutOff } from "./call-state.ts";
import { tell, type Act } from "./call-views.ts";
import type { OngoingCall } from "./ongoing-call.ts";

/** Below this the person may want to do something about it. */
const weakLevel = 2;

/** What is said above the stage of a call that goes on: loaded as soon as it stands. */
export function renderStrips(call: OngoingCall, act: Act): TemplateResult {
  const { room, lost } = call;
  const media = mediaOf(room);
  const retry = () => media.retry();
  const level = room.localParticipant.networkQualityLevel ?? 0;
  return html`
    ${
      !isCutOff(room) && room.state !== "disconnected" && room.signaling === "away"
        ? html`<div class="pill">${icons.cut}${strings.away}</div>`
        : nothing
    }
    ${
      room.isRecording
        ? html`<mesh-recording-sign
            exportparts="sign"
            .room=${room}
            @mesh-action=${tell(act)}
          ></mesh-recording-sign>`
        : nothing
    }
    ${renderStanding(room)}
    ${level > 0 && level <= weakLevel ? html`<div class="pill">${icons.cut}${words.weak}</div>` : nothing}
    ${
      lost === undefined
        ? nothing
        : html`<div class="pill">
            ${icons.cut}${strings.lost(lost)}
            <button type="button" @click=${() => call.forgetLost()}>${strings.understood}</button>
          </div>`
    }
    ${media.freshTroubles.map(
      (trouble) =>
        html`<mesh-notice
          exportparts="notice, action"
          look="strip"
          .icon=${troubleIcon(trouble)}
          .words=${plainDeviceWords(trouble.device)}
          .trouble=${trouble}
          @mesh-do=${retry}
        >
          <button
            type="button"
            class="bare"
            aria-label=${words.dismiss}
            @click=${() => media.dismissTroubles()}
          >
            ${icons.close}
          </button>
        </mesh-notice>`,
    )}
    ${
      media.isSharing
        ? html`<div class="pill">
            ${icons.screen}${words.sharing}
            <button type="button" @click=${() => media.toggle("screen")}>${words.stopSharing}</button>
          </div>`
        : nothing
    }
  `;
}

/** What a host has taken from one, or that one only watches. */
function renderStanding(room: Room): TemplateResult | typeof nothing {
  const { localParticipant, rules } = room;
  const { role, silenced } = localParticipant;
  if (role === "attendee") return html`<div class="pill">${icons.people}${words.watching}</div>`;
  if (!silenced.audio && !silenced.video) return nothing;
  const what = silenced.audio ? (silenced.video ? "both" : "audio") : "video";
  return html`<div class="pill">
    ${icons[silenced.audio ? "microphone-off" : "camera-off"]}${words.silenced[what]}
    ${
      rules?.selfUnmute === false
        ? nothing
        : html`<button type="button" @click=${() => mediaOf(room).unsilence()}>
            ${silenced.audio ? words.silenced.undo : words.silenced.undoVideo}
          </button>`
    }
  </div>`;
}

/** While nobody else is here. */
export function renderInvitation(): TemplateResult {
  return html`<div class="invite">
    <div class="card" part="invite">
      <h2>${strings.alone.heading}</h2>
      <slot name="invite"><mesh-invite exportparts="action"></mesh-invite></slot>
    </div>
  </div>`;
}
