import { msg } from "@lit/localize";

/** Somebody talks, and nobody hears them; or only for as long as they hold a key. */
export const mutedWords = {
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
