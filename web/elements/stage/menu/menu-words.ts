import { msg } from "@lit/localize";

export const menuWords = {
  get pin() {
    return msg("Show large");
  },
  get volume() {
    return msg("Volume for me");
  },
  get mute() {
    return msg("Mute for me");
  },
  get fullScreen() {
    return msg("Full screen");
  },
  get whole() {
    return msg("Show the whole picture");
  },
  get zoom() {
    return msg("Zoom");
  },
  get zoomIn() {
    return msg("Enlarge");
  },
  get zoomOut() {
    return msg("Make smaller");
  },
  get hideOwn() {
    return msg("Hide my picture from me");
  },
  get moveTo() {
    return msg("Move to");
  },
  get corners() {
    return {
      "start-start": msg("Top, at the start"),
      "start-end": msg("Top, at the end"),
      "end-start": msg("Bottom, at the start"),
      "end-end": msg("Bottom, at the end"),
    };
  },
};
