import { msg } from "@lit/localize";

export const aboveStageWords = {
  get dismiss() {
    return msg("Hide this message");
  },
  get weak() {
    return msg("Your connection is weak. Switching your camera off may help.");
  },
  get sharing() {
    return msg("You are sharing your screen");
  },
  get stopSharing() {
    return msg("Stop sharing");
  },
  get silenced() {
    return {
      audio: msg("A host has muted you. Nobody hears you."),
      video: msg("A host has stopped your video. Nobody sees you."),
      both: msg("A host has muted you and stopped your video."),
      undo: msg("Speak again"),
      undoVideo: msg("Show my video again"),
    };
  },
  get watching() {
    return msg("You are watching. Nobody sees or hears you.");
  },
};
