import { html, nothing, type TemplateResult } from "lit";
import type { CallMedia } from "../devices/call-media.ts";
import type { DeviceKind, DeviceState } from "../devices/own-device.ts";
import { icons } from "../icons.ts";
import { troubleIcon } from "../notice/trouble.ts";
import { plainDeviceWords } from "../notice/usual-words.ts";
import { strings } from "../strings.ts";

/** How one looks and sounds, and the switches for it. */
export function renderPreview(media: CallMedia | undefined, name: string): TemplateResult {
  const camera = media?.own?.camera.state;
  const microphone = media?.own?.microphone.state;
  return html`<div>
    <div class="preview" part="preview">
      <mesh-tile
        exportparts="tile, video, avatar"
        plain
        .own=${true}
        .name=${name === "" ? strings.guest : name}
        .video=${camera?.is === "on" ? camera.track : null}
      ></mesh-tile>
      ${renderSay(camera?.is)}
      <div class="over">${renderToggle(media, "microphone")}${renderToggle(media, "camera")}</div>
    </div>
    <div class="level">
      ${icons.microphone}
      <mesh-level
        .track=${microphone?.is === "on" ? microphone.track : undefined}
        .follow=${media?.followLevel}
      ></mesh-level>
    </div>
    <mesh-device-news .media=${media}></mesh-device-news>
  </div>`;
}

export function renderTroubles(media: CallMedia | undefined): TemplateResult | typeof nothing {
  const troubles = media?.troubles ?? [];
  if (troubles.length === 0) return nothing;
  return html`<div class="troubles">
    ${troubles.map(
      (trouble) =>
        html`<mesh-notice
          exportparts="notice, action"
          look="strip"
          .icon=${troubleIcon(trouble)}
          .words=${plainDeviceWords(trouble.device)}
          .trouble=${trouble}
          @mesh-do=${() => media?.retry()}
        ></mesh-notice>`,
    )}
    <p class="anyway">${strings.lobby.anyway}</p>
  </div>`;
}

function renderSay(camera: DeviceState<unknown>["is"] | undefined): TemplateResult | typeof nothing {
  const words = strings.lobby;
  if (camera === "opening")
    return html`<div class="say starting"><span>${words.starting} ${words.allow}</span></div>`;
  if (camera === "off") return html`<div class="say"><span>${words.cameraOff}</span></div>`;
  return nothing;
}

function renderToggle(media: CallMedia | undefined, device: DeviceKind): TemplateResult {
  const is = media?.own?.[device].state.is;
  const on = is === "on" || is === "opening";
  return html`<button
    type="button"
    part="control"
    class="toggle"
    aria-pressed=${String(on)}
    aria-label=${strings.controls[device]}
    title=${strings.controls[device]}
    @click=${() => media?.toggle(device)}
  >
    ${icons[on ? device : device === "camera" ? "camera-off" : "microphone-off"]}
  </button>`;
}
