import { html, nothing, type TemplateResult } from "lit";
import { isCutOff, phaseOf, type CallAction, type CallState, type Panel } from "./call-state.ts";
import type { ChatEntry } from "../chat/chat-log.ts";
import type { MeshActionEvent } from "../events.ts";
import { icons, type IconName } from "../icons.ts";
import { canShareScreen } from "../devices/media-devices.ts";
import type { ToggleLook } from "../controls/mesh-controls.ts";
import type { FollowLevel } from "../lobby/mesh-lobby.ts";
import type { DeviceState } from "../devices/own-device.ts";
import type { OwnMedia } from "../devices/own-media.ts";
import type { Room } from "../../room/room.ts";
import type { CallSummary } from "./call-summary.ts";
import { strings } from "../strings.ts";
import type { Words } from "../notice/trouble-words.ts";
import { deviceWords, type CallTroubleKind, type DeviceTrouble } from "../notice/trouble.ts";

export type Act = (action: CallAction) => void;
const tell = (act: Act) => (event: MeshActionEvent) => act(event.action);

/** One message over the whole element. */
export function renderPage(
  icon: IconName,
  words: Words,
  act?: Act,
  code?: number,
  more?: TemplateResult,
): TemplateResult {
  return html`<div class="page">
    <mesh-notice
      exportparts="notice, action"
      look="page"
      .icon=${icon}
      .words=${words}
      .code=${code}
      @mesh-do=${() => act?.({ do: "rejoin" })}
    ></mesh-notice>
    ${more}
  </div>`;
}

/** Left by one's own wish: how the call went, in a line, and for who wants it in one for each person. */
function renderLeft(act: Act, summary?: CallSummary): TemplateResult {
  if (summary === undefined) return renderPage("wave", strings.left, act);
  const { line, people } = summary;
  const more =
    people.length === 0
      ? html`<p class="report" part="report">${line}</p>`
      : html`<details class="report" part="report">
          <summary>${line}</summary>
          <ul>
            ${people.map((person) => html`<li>${person}</li>`)}
          </ul>
        </details>`;
  return renderPage("wave", strings.left, act, undefined, more);
}

const troubleIcons: Partial<Record<CallTroubleKind, IconName>> = {
  full: "people",
  evicted: "tabs",
  dropped: "cut",
  unreachable: "cut",
  "bad-room": "link",
};

/** However the call has ended. */
export function renderEnd(state: Extract<CallState, { at: "stopped" | "left" }>, act: Act): TemplateResult {
  if (state.at === "left") return renderLeft(act, state.summary);
  const { kind, code } = state.trouble;
  return renderPage(troubleIcons[kind] ?? "alert", strings.callTrouble[kind], act, code);
}

export interface LobbyView {
  room: string;
  name: string;
  media: OwnMedia | undefined;
  /** Nothing is sent. */
  watches: boolean;
  speakerId: string | undefined;
  troubles: readonly DeviceTrouble[];
  followLevel: FollowLevel;
  act: Act;
}

export function renderLobby({ media, act, ...view }: LobbyView): TemplateResult {
  return html`<div class="page">
    <mesh-lobby
      exportparts="preview, name-input, join, control, select, tile, video, avatar, notice, action"
      .room=${view.room}
      .name=${view.name}
      .microphone=${media?.microphone.state ?? { is: view.watches ? "off" : "waiting" }}
      .camera=${media?.camera.state ?? { is: view.watches ? "off" : "waiting" }}
      .microphoneId=${media?.microphone.deviceId}
      .cameraId=${media?.camera.deviceId}
      .speakerId=${view.speakerId}
      .troubles=${view.troubles}
      .followLevel=${view.followLevel}
      @mesh-action=${tell(act)}
    ></mesh-lobby>
  </div>`;
}

/** On the way in, with a way out. @param at joining, or waiting for a host's word */
export function renderComing(at: "connecting" | "waiting", act: Act): TemplateResult {
  const { heading, why, cancel } = strings[at];
  return html`<div class="page">
    <div class="waiting">
      <div class="dots" aria-hidden="true"><i></i><i></i><i></i></div>
      <h2>${heading}</h2>
      <p>${why}</p>
      <button type="button" class="button" @click=${() => act({ do: "leave" })}>${cancel}</button>
    </div>
  </div>`;
}

export interface InCallView {
  room: Room;
  /** Undefined for an attendee. */
  media: OwnMedia | undefined;
  panel: Panel;
  entries: readonly ChatEntry[];
  unread: number;
  /** How many knock, as a host is told. */
  waiting: number;
  speakerId: string | undefined;
  troubles: readonly DeviceTrouble[];
  /** Whose link did not come back. */
  lost: string | undefined;
  copied: "no" | "yes" | "failed";
  act: Act;
}

export function renderInCall(view: InCallView): TemplateResult {
  const { room, media, panel, act } = view;
  const { silenced } = room.localParticipant;
  return html`<div class=${panel === "chat" || panel === "people" ? "call with-chat" : "call"}>
    <div class="main">
      <mesh-stage
        exportparts="stage, tile, video, avatar, name"
        .room=${room}
        .speakerId=${view.speakerId}
      ></mesh-stage>
      <div class="top">${renderStrips(view)}</div>
      ${phaseOf(room) === "alone" ? renderInvitation(view) : nothing}
      ${panel === "devices" ? renderDevices(view) : nothing}
    </div>
    ${
      panel === "chat"
        ? html`<mesh-chat
            role="complementary"
            aria-label=${strings.chat.heading}
            exportparts="log, message, input"
            .entries=${view.entries}
            @mesh-action=${tell(act)}
          ></mesh-chat>`
        : nothing
    }
    ${
      panel === "people"
        ? html`<mesh-people
            role="complementary"
            aria-label=${strings.people}
            exportparts="person"
            .room=${room}
            @mesh-action=${tell(act)}
          ></mesh-people>`
        : nothing
    }
    <mesh-controls
      exportparts="bar, control"
      .room=${room}
      .microphone=${silenced.audio ? "off" : lookOf(media?.microphone.state)}
      .camera=${silenced.video ? "off" : lookOf(media?.camera.state)}
      .sharing=${media?.screen.state === "on"}
      .canShare=${canShareScreen()}
      .panel=${panel}
      .unread=${view.unread}
      .waiting=${view.waiting}
      @mesh-action=${tell(act)}
    ></mesh-controls>
  </div>`;
}

/** Below this the person may want to do something about it. */
const weakLevel = 2;

function renderStrips({ room, media, troubles, lost, act }: InCallView): TemplateResult {
  const retry = () => act({ do: "retry-devices" });
  const level = room.localParticipant.networkQualityLevel ?? 0;
  return html`
    ${
      isCutOff(room)
        ? html`<mesh-notice exportparts="notice" look="strip" .icon=${"cut"} .words=${strings.reconnecting}>
          </mesh-notice>`
        : nothing
    }
    ${
      !isCutOff(room) && room.state !== "disconnected" && room.signaling === "away"
        ? html`<div class="pill">${icons.cut}${strings.away}</div>`
        : nothing
    }
    ${renderStanding(room, act)}
    ${level > 0 && level <= weakLevel ? html`<div class="pill">${icons.cut}${strings.weak}</div>` : nothing}
    ${
      lost === undefined
        ? nothing
        : html`<div class="pill">
            ${icons.cut}${strings.lost(lost)}
            <button type="button" @click=${() => act({ do: "forget-lost" })}>${strings.understood}</button>
          </div>`
    }
    ${troubles.map(
      (trouble) =>
        html`<mesh-notice
          exportparts="notice, action"
          look="strip"
          .icon=${trouble.device === "microphone" ? "microphone-off" : "camera-off"}
          .words=${deviceWords(trouble)}
          @mesh-do=${retry}
        >
          <button
            type="button"
            class="bare"
            aria-label=${strings.dismiss}
            @click=${() => act({ do: "dismiss-trouble" })}
          >
            ${icons.close}
          </button>
        </mesh-notice>`,
    )}
    ${
      media?.screen.state === "on"
        ? html`<div class="pill">
            ${icons.screen}${strings.sharing}
            <button type="button" @click=${() => act({ do: "toggle", device: "screen" })}>
              ${strings.stopSharing}
            </button>
          </div>`
        : nothing
    }
  `;
}

/** What a host has taken from one, or that one only watches. */
function renderStanding({ localParticipant, rules }: Room, act: Act): TemplateResult | typeof nothing {
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
        : html`<button type="button" @click=${() => act({ do: "unsilence" })}>
            ${silenced.audio ? words.undo : words.undoVideo}
          </button>`
    }
  </div>`;
}

function renderInvitation({ copied, act }: InCallView): TemplateResult {
  const { heading, why, copy, copied: done, notCopied } = strings.alone;
  return html`<div class="invite">
    <div class="card" part="invite">
      <h2>${heading}</h2>
      <slot name="invite">
        <p>${why}</p>
        <button type="button" class="button primary" @click=${() => act({ do: "copy-link" })}>
          ${icons.link}${{ no: copy, yes: done, failed: notCopied }[copied]}
        </button>
      </slot>
    </div>
  </div>`;
}

function renderDevices({ media, speakerId, act }: InCallView): TemplateResult {
  const close = () => act({ do: "show", panel: "none" });
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") close();
  };
  return html`<section class="panel" part="panel" aria-label=${strings.devices.heading} @keydown=${onKey}>
    <header>
      <h2>${strings.devices.heading}</h2>
      <button type="button" class="bare" aria-label=${strings.devices.close} @click=${close}>
        ${icons.close}
      </button>
    </header>
    <mesh-devices
      exportparts="select"
      .cameraId=${media?.camera.deviceId}
      .microphoneId=${media?.microphone.deviceId}
      .speakerId=${speakerId}
      @mesh-action=${tell(act)}
    ></mesh-devices>
  </section>`;
}

function lookOf(state: DeviceState<unknown> | undefined): ToggleLook {
  const { is } = state ?? { is: "off" };
  if (is === "trouble") return "trouble";
  return is === "on" || is === "opening" ? "on" : "off";
}
