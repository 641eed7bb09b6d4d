/** `meshcall/recording`: recordings in the browser, of oneself clean and of everybody mixed. */
export { cannotRecord, type Missing } from "./recording/can-record.ts";
export type { CollectionProgress } from "./recording/collection.ts";
export { ExportError } from "./recording/exporting.ts";
export type { ExportFailure } from "./recording/export-wire.ts";
export type { OthersRecording } from "./recording/guest.ts";
export { KeptRecording, type SaveOptions, type SaveProgress } from "./recording/kept-recording.ts";
export type { RecordedPerson, RecordingSheet } from "./recording/log-info.ts";
export type { Manifest, ManifestFile, ManifestPerson } from "./recording/manifest.ts";
export {
  CannotRecordError,
  type Recorded,
  type RecorderState,
  type RecordOptions,
} from "./recording/recorder.ts";
export { recordingOf } from "./recording/recording-of.ts";
export type { RoomRecording } from "./recording/room-recording.ts";
export type { TakeFailure } from "./recording/thread-wire.ts";
export { unsavedRecordings } from "./recording/unsaved.ts";
