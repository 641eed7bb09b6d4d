export { MeshKeptRecording } from "./mesh-kept-recording.ts";
export { MeshRecording } from "./mesh-recording.ts";
export { MeshRecordingSign } from "./mesh-recording-sign.ts";
export { recordingOf } from "../../recording/recording-of.ts";
