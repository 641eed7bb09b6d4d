import { html, nothing, type TemplateResult } from "lit";
import { isCutOff, phaseOf } from "./call-state.ts";
import { tell, type Act } from "./call-views.ts";
import { mediaOf } from "../devices/call-media.ts";
import type { HotkeyMode } from "../hotkeys/hotkey-target.ts";
import type { OngoingCall } from "./ongoing-call.ts";
import type { OpenPanel } from "./open-panel.ts";
import { strings } from "../strings.ts";

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
        ${renderUrgent(view)} ${call.aboveStage?.renderStrips(call, act)}
      </div>
      ${phaseOf(room) === "alone" ? call.aboveStage?.renderInvitation() : nothing}
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

/** What has to be said while nothing can be loaded. */
function renderUrgent({ call: { room }, panel: { notLoaded }, act }: InCallView): TemplateResult {
  return html`${
    isCutOff(room)
      ? html`<mesh-notice
          exportparts="notice"
          look="strip"
          .icon=${"cut"}
          .words=${navigator.onLine ? strings.reconnecting : strings.offline}
        ></mesh-notice>`
      : nothing
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
  }`;
}
