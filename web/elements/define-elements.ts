import { MeshCall } from "./call/mesh-call.ts";
import { MeshChat } from "./chat/mesh-chat.ts";
import { MeshControls } from "./controls/mesh-controls.ts";
import { MeshDevices } from "./devices/mesh-devices.ts";
import { MeshLobby } from "./lobby/mesh-lobby.ts";
import { MeshNotice } from "./notice/mesh-notice.ts";
import { MeshStage } from "./stage/mesh-stage.ts";
import { MeshTile } from "./stage/mesh-tile.ts";

/** Parts before what holds them, so that nothing is rendered with a part that is still unknown. */
const elements = {
  "mesh-tile": MeshTile,
  "mesh-notice": MeshNotice,
  "mesh-devices": MeshDevices,
  "mesh-chat": MeshChat,
  "mesh-controls": MeshControls,
  "mesh-stage": MeshStage,
  "mesh-lobby": MeshLobby,
  "mesh-call": MeshCall,
} as const;

/**
 * Defines every element that the page does not have yet, so that two copies of Meshcall on one page do not
 * throw. Does nothing where there are no custom elements (server rendering). Safe to call twice.
 */
export function defineElements(): void {
  if (typeof customElements === "undefined") return;
  for (const [tag, element] of Object.entries(elements)) {
    if (customElements.get(tag) === undefined) customElements.define(tag, element);
  }
}
