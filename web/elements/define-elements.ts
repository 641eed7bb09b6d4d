import { MeshCall } from "./call/mesh-call.ts";
import { define } from "./define.ts";
import { MeshLevel } from "./devices/mesh-level.ts";
import { MeshLobby } from "./lobby/mesh-lobby.ts";
import { MeshNotice } from "./notice/mesh-notice.ts";
import { watchViolations } from "./notice/violations.ts";
import { MeshTile } from "./stage/mesh-tile.ts";

/** Parts before what holds them, so that nothing is rendered with a part that is still unknown. */
const elements = {
  "mesh-tile": MeshTile,
  "mesh-notice": MeshNotice,
  "mesh-level": MeshLevel,
  "mesh-lobby": MeshLobby,
  "mesh-call": MeshCall,
} as const;

/** Defines what is there before a call, where the page has none of that name. Safe to call twice. */
export function defineElements(): void {
  if (typeof document !== "undefined") watchViolations();
  for (const [tag, element] of Object.entries(elements)) define(tag, element);
}
