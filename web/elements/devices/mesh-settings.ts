import { html, nothing } from "lit";
import type { Room } from "../../room/room.ts";
import { define } from "../define.ts";
import { RoomPart } from "../room-part/room-part.ts";
import { strings } from "../strings.ts";
import { settingsWords as words } from "./device-words.ts";
import { panelHead } from "../panel/panel-head.styles.ts";
import { renderPanelHead } from "../panel/panel-head.ts";
import { buttons, theme } from "../theme.styles.ts";
import { mediaOf } from "./call-media.ts";
import { MeshDevices } from "./mesh-devices.ts";
import { MeshLevel } from "./mesh-level.ts";
import { settingsStyles } from "./mesh-settings.styles.ts";

/**
 * Camera, microphone and speaker of a call. Works alone around one room.
 * @summary `<mesh-settings>` with its `room` property
 * @fires mesh-action - close the panel
 * @csspart select - each menu
 */
export class MeshSettings extends RoomPart {
  static override styles = [theme, buttons, panelHead, settingsStyles];

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector("mesh-devices")?.focus(options);
  }

  protected override followRoom(room: Room): () => void {
    return mediaOf(room).subscribe(() => this.requestUpdate());
  }

  protected override render(): unknown {
    const { room } = this;
    if (room === undefined) return nothing;
    return html`${renderPanelHead(this, strings.devices.heading, words.close)}
      <mesh-devices exportparts="select, test-button" .media=${mediaOf(room)}></mesh-devices>`;
  }
}

// its parts come with it: a page may have settings and no lobby
define("mesh-level", MeshLevel);
define("mesh-devices", MeshDevices);

declare global {
  interface HTMLElementTagNameMap {
    "mesh-settings": MeshSettings;
  }
}
