import { html, nothing, type TemplateResult } from "lit";
import type { CallAttributes } from "./call-attributes.ts";
import type { CallAction, CallState } from "./call-state.ts";
import type { MeshActionEvent } from "../events.ts";
import type { IconName } from "../icons.ts";
import type { LobbyPlace, PinTrouble } from "../lobby/lobby-views.ts";
import type { CallMedia } from "../devices/call-media.ts";
import type { CallReport } from "../../room/stats/call-report.ts";
import { renderUnsaved } from "../recording/recall-unsaved.ts";
import { strings } from "../strings.ts";
import type { Words } from "../notice/usual-words.ts";
import { callWords } from "../notice/told-words.ts";
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
  const more = html`${
    report === undefined
      ? nothing
      : html`<mesh-report exportparts="report" .report=${report} ?asks=${asks}></mesh-report>`
  }${renderUnsaved()}`;
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
  return renderPage(troubleIcons[kind] ?? "alert", callWords(kind), { act, code, trouble });
}

export interface LobbyView {
  attributes: CallAttributes;
  at: LobbyPlace;
  pinTrouble: PinTrouble | undefined;
  name: string;
  media: CallMedia;
  /** Somebody is here, by all signs to join. */
  onSign(): void;
  act: Act;
}

/** Everything before the call: the preview stays where it is while what is beside it changes. */
export function renderLobby({ attributes, media, act, onSign, ...view }: LobbyView): TemplateResult {
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
      exportparts="preview, name-input, pin-input, join, control, select, test-button, tile, video, avatar, notice, action"
      .room=${attributes.room ?? ""}
      .name=${view.name}
      .server=${attributes.server}
      .identity=${attributes.identity}
      .token=${attributes.token}
      .at=${view.at}
      .pinTrouble=${view.pinTrouble}
      .watches=${attributes.joinAs === "attendee"}
      .withoutServer=${attributes.trackers !== null}
      .media=${media}
      @mesh-action=${tell(act)}
    ></mesh-lobby>
  </div>`;
}
