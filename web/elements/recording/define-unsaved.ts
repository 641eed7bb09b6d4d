import { define } from "../define.ts";
import { MeshKeptRecording } from "./mesh-kept-recording.ts";
import { MeshUnsavedRecordings } from "./mesh-unsaved-recordings.ts";

/** Safe to call twice. */
export function defineUnsaved(): void {
  define("mesh-kept-recording", MeshKeptRecording);
  define("mesh-unsaved-recordings", MeshUnsavedRecordings);
}
