import { html, nothing, type TemplateResult } from "lit";
import { isCutOff, phaseOf } from "./call-state.ts";
import { tell, type Act } from "./call-views.ts";
import { mediaOf } from "../devices/call-media.ts";
import type { HotkeyMode } from "../hotkeys/hotkey-target.ts";
import { icons } from "../icons.ts";
import type { OngoingCall } from "./ongoing-call.ts";
import type { OpenPanel } from "./open-panel.ts";
import type { Room } from "../../room/room.ts";
import { strings } from "../strings.ts";
import { troubleIcon } from "../notice/trouble.ts";
import { plainDeviceWords } from "../notice/usual-words.ts";

export interface InCallView {
  call: OngoingCall;
  panel: OpenPanel;
  hotkeys: HotkeyMode | null;
  act: Act;
}

/** In the call: the stage, what is said above it, the controls, and what lies open. */
export function renderInCall(view: InCallView): TemplateResult {
  const { call, panel, act } = view;
  const { room } = call;
  const media = mediaOf(room);
  return html`<div class=${panel.element === undefined ? "call" : "call with-panel"}>
    <div class="main">
      <mesh-stage
        exportparts="stage, tile, video, avatar, name"
        .room=${room}
        .speakerId=${media.speakerId}
      ></mesh-stage>
      <mesh-captions exportparts="captions, caption, input"></mesh-captions>
      <div class="top">
        <mesh-device-news .media=${media}></mesh-device-news>
        ${renderStrips(view)}
      </div>
      ${phaseOf(room) === "alone" && call.canInvite ? renderInvitation() : nothing}
    </div>
    ${
      panel.element === undefined
        ? nothing
        : html`<aside class="panel" part="panel" aria-label=${panel.label} @keydown=${closeOnEscape(panel)}>
            ${panel.element}
          </aside>`
    }
    <mesh-controls
      exportparts="bar, control, hint"
      .room=${room}
      .panel=${panel.name}
      .hotkeys=${view.hotkeys}
      .waiting=${call.waiting}
      @mesh-action=${tell(act)}
    ></mesh-controls>
  </div>`;
}

/** Escape inside a dialog belongs to the dialog. */
function closeOnEscape(panel: OpenPanel): (event: KeyboardEvent) => void {
  return (event) => {
    const inDialog = event.composedPath().some((place) => place instanceof HTMLDialogElement);
    if (event.key === "Escape" && !event.defaultPrevented && !inDialog) panel.close();
  };
}

/** Below this the person may want to do something about it. */
const weakLevel = 2;

function renderStrips({ call, panel: { notLoaded }, act }: InCallView): TemplateResult {
  const { room, lost } = call;
  const media = mediaOf(room);
  const retry = () => media.retry();
  const level = room.localParticipant.networkQualityLevel ?? 0;
  return html`
    ${
      isCutOff(room)
        ? html`<mesh-notice
            exportparts="notice"
            look="strip"
            .icon=${"cut"}
            .words=${navigator.onLine ? strings.reconnecting : strings.offline}
          >
          </mesh-notice>`
        : nothing
    }
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
    ${level > 0 && level <= weakLevel ? html`<div class="pill">${icons.cut}${strings.weak}</div>` : nothing}
    ${
      lost === undefined
        ? nothing
        : html`<div class="pill">
            ${icons.cut}${strings.lost(lost)}
            <button type="button" @click=${() => call.forgetLost()}>${strings.understood}</button>
          </div>`
    }
    ${
      notLoaded === "none"
        ? nothing
        : html`<mesh-notice
            exportparts="notice, action"
            look="strip"
            .icon=${"cut"}
            .words=${strings.notLoaded}
            @mesh-do=${() => act({ do: "show", panel: notLoaded })}
          ></mesh-notice>`
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
            aria-label=${strings.dismiss}
            @click=${() => media.dismissTroubles()}
          >
            ${icons.close}
          </button>
        </mesh-notice>`,
    )}
    ${
      media.isSharing
        ? html`<div class="pill">
            ${icons.screen}${strings.sharing}
            <button type="button" @click=${() => media.toggle("screen")}>${strings.stopSharing}</button>
          </div>`
        : nothing
    }
  `;
}

/** What a host has taken from one, or that one only watches. */
function renderStanding(room: Room): TemplateResult | typeof nothing {
  const { localParticipant, rules } = room;
  const { role, silenced } = localParticipant;
  if (role === "attendee") return html`<div class="pill">${icons.people}${strings.watching}</div>`;
  if (!silenced.audio && !silenced.video) return nothing;
  const words = strings.silenced;
  const what = silenced.audio ? (silenced.video ? "both" : "audio") : "video";
  return html`<div class="pill">
    ${icons[silenced.audio ? "microphone-off" : "camera-off"]}${words[what]}
    ${
      rules?.selfUnmute === false
        ? nothing
        : html`<button type="button" @click=${() => mediaOf(room).unsilence()}>
            ${silenced.audio ? words.undo : words.undoVideo}
          </button>`
    }
  </div>`;
}

function renderInvitation(): TemplateResult {
  return html`<div class="invite">
    <div class="card" part="invite">
      <h2>${strings.alone.heading}</h2>
      <slot name="invite"><mesh-invite exportparts="action"></mesh-invite></slot>
    </div>
  </div>`;
}
