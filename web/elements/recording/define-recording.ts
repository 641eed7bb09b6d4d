import { define } from "../define.ts";

/** Defines `<mesh-recording>` and what stands in it, which come with the first who opens it. Safe to call twice. */
export async function defineRecording(): Promise<void> {
  const { MeshKeptRecording, MeshRecording, MeshRecordingSign } = await import("./recording-elements.ts");
  define("mesh-kept-recording", MeshKeptRecording);
  define("mesh-recording-sign", MeshRecordingSign);
  define("mesh-recording", MeshRecording);
}

/** Defines `<mesh-unsaved-recordings>`. Safe to call twice. */
export async function defineUnsavedRecordings(): Promise<void> {
  (await import("./define-unsaved.ts")).defineUnsaved();
}
