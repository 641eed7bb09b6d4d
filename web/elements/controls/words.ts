import { msg } from "@lit/localize";

export const controlWords = {
  get more() {
    return msg("More");
  },
  get hand() {
    return msg("Raise hand");
  },
  get react() {
    return msg("React");
  },
  get shortcuts() {
    return msg("Keyboard shortcuts");
  },
  /** Somebody talks, and nobody hears them. */
  get muted() {
    return msg("Your microphone is off.");
  },
  get unmute() {
    return msg("Turn it on");
  },
  get talking() {
    return msg("Talking. Let go to mute.");
  },
};
