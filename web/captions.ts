/** `meshcall/captions`: real-time text, and captions of what is spoken, for one room. docs/captions.md tells how. */
export { lineChars, type CaptionKind } from "./captions/caption-wire.ts";
export { Captions, captionsOf, type CaptionsEvents, type CaptionTrouble } from "./captions/captions.ts";
export { finishedEnd } from "./captions/edit.ts";
export type {
  RecognitionFailure,
  RecognitionOptions,
  RecognitionPlace,
  RecognitionState,
} from "./captions/recognition.ts";
export { captionTrackName } from "./captions/track-name.ts";
export { cuesOf, writeWebVtt, type Cue } from "./captions/webvtt.ts";
export type { CaptionLine, CaptionSpeaker } from "./captions/transcript.ts";
