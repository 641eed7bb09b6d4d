import { html, type TemplateResult } from "lit";
import type { CallAction, CallState } from "./call-state.ts";
import type { MeshActionEvent } from "../events.ts";
import type { IconName } from "../icons.ts";
import type { FollowLevel } from "../lobby/mesh-lobby.ts";
import type { CallMedia } from "../devices/call-media.ts";
import type { CallReport } from "../../room/stats/call-report.ts";
import { strings } from "../strings.ts";
import type { Words } from "../notice/trouble-words.ts";
import type { CallTrouble, CallTroubleKind } from "../notice/trouble.ts";

export type Act = (action: CallAction) => void;
export const tell = (act: Act) => (event: MeshActionEvent) => act(event.action);

interface PageView {
  /** For the button; left out: there is none. */
  act?: Act;
  code?: number | undefined;
  /** What the words are about, where more may be found out about it. */
  trouble?: CallTrouble;
  more?: TemplateResult;
}

/** One message over the whole element. */
export function renderPage(
  icon: IconName,
  words: Words,
  { act, code, trouble, more }: PageView = {},
): TemplateResult {
  return html`<div class="page">
    <mesh-notice
      exportparts="notice, action"
      look="page"
      .icon=${icon}
      .words=${words}
      .code=${code}
      .trouble=${trouble}
      @mesh-do=${() => act?.({ do: "rejoin" })}
    ></mesh-notice>
    ${more}
  </div>`;
}

/** Left by one's own wish, and how the call went. */
function renderLeft(act: Act, asks: boolean, report?: CallReport): TemplateResult {
  if (report === undefined) return renderPage("wave", strings.left, { act });
  const more = html`<mesh-report exportparts="report" .report=${report} ?asks=${asks}></mesh-report>`;
  return renderPage("wave", strings.left, { act, more });
}

const troubleIcons: Partial<Record<CallTroubleKind, IconName>> = {
  full: "people",
  evicted: "tabs",
  dropped: "cut",
  offline: "cut",
  unreachable: "cut",
  "not-loaded": "cut",
  "bad-room": "link",
};

/** However the call has ended. @param asks how it was */
export function renderEnd(
  state: Extract<CallState, { at: "stopped" | "left" }>,
  act: Act,
  asks: boolean,
): TemplateResult {
  if (state.at === "left") return renderLeft(act, asks, state.report);
  const { trouble } = state;
  const { kind, code } = trouble;
  return renderPage(troubleIcons[kind] ?? "alert", strings.callTrouble[kind], { act, code, trouble });
}

export interface LobbyView {
  room: string;
  name: string;
  media: CallMedia;
  /** Nothing is sent. */
  watches: boolean;
  followLevel: FollowLevel;
  /** Somebody is here, by all signs to join. */
  onSign(): void;
  act: Act;
}

export function renderLobby({ media, act, ...view }: LobbyView): TemplateResult {
  const { own } = media;
  const closed = { is: view.watches ? "off" : "waiting" } as const;
  const { onSign } = view;
  return html`<div
    class="page"
    @pointermove=${onSign}
    @pointerdown=${onSign}
    @keydown=${onSign}
    @keyup=${onSign}
    @focusin=${(event: FocusEvent) => {
      if (event.relatedTarget !== null) onSign(); // not when the lobby takes the focus by itself
    }}
  >
    <mesh-lobby
      exportparts="preview, name-input, join, control, select, tile, video, avatar, notice, action"
      .room=${view.room}
      .name=${view.name}
      .microphone=${own?.microphone.state ?? closed}
      .camera=${own?.camera.state ?? closed}
      .microphoneId=${own?.microphone.deviceId}
      .cameraId=${own?.camera.deviceId}
      .speakerId=${media.speakerId}
      .troubles=${media.troubles}
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
