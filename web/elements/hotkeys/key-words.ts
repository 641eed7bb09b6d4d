import { msg } from "@lit/localize";

/** What a key has done, as screen readers say it. */
export const keyWords = {
  on: {
    get microphone() {
      return msg("Microphone on");
    },
    get camera() {
      return msg("Camera on");
    },
  },
  off: {
    get microphone() {
      return msg("Microphone off");
    },
    get camera() {
      return msg("Camera off");
    },
  },
  get handUp() {
    return msg("Your hand is raised");
  },
  get handDown() {
    return msg("Your hand is down");
  },
};
