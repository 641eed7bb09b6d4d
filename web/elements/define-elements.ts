import { MeshCall } from "./call/mesh-call.ts";
import { MeshControls } from "./controls/mesh-controls.ts";
import { define } from "./define.ts";
import { MeshDevices } from "./devices/mesh-devices.ts";
import { MeshInvite } from "./invite/mesh-invite.ts";
import { MeshLobby } from "./lobby/mesh-lobby.ts";
import { MeshNotice } from "./notice/mesh-notice.ts";
import { MeshStage } from "./stage/mesh-stage.ts";
import { MeshTile } from "./stage/mesh-tile.ts";

/** Parts before what holds them, so that nothing is rendered with a part that is still unknown. */
const elements = {
  "mesh-tile": MeshTile,
  "mesh-notice": MeshNotice,
  "mesh-devices": MeshDevices,
  "mesh-invite": MeshInvite,
  "mesh-controls": MeshControls,
  "mesh-stage": MeshStage,
  "mesh-lobby": MeshLobby,
  "mesh-call": MeshCall,
} as const;

/** Defines them where the page has none of that name. Safe to call twice. */
export function defineElements(): void {
  for (const [tag, element] of Object.entries(elements)) define(tag, element);
}
