import { MeshControls } from "../controls/mesh-controls.ts";
import { define } from "../define.ts";
import { MeshStage } from "../stage/mesh-stage.ts";

/** What a call needs and a lobby does not: loaded with the first sign that somebody will join. */
export { Joining, requestOf } from "./call-session.ts";
export { renderInCall } from "./in-call-views.ts";
export { OngoingCall } from "./ongoing-call.ts";

/** Safe to call twice. */
export function defineCallParts(): void {
  define("mesh-controls", MeshControls);
  define("mesh-stage", MeshStage);
}
