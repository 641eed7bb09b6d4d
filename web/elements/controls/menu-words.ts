import { msg } from "@lit/localize";

/** Words of the menus, which come with the first that is opened. */
export const menuWords = {
  get stats() {
    return msg("Connection details");
  },
  get verification() {
    return msg("Check who listens");
  },
  get fullScreen() {
    return msg("Full screen");
  },
  get picture() {
    return msg("Picture in picture");
  },
  get ownPicture() {
    return msg("Show my own picture");
  },
  get leave() {
    return msg("Leave the call");
  },
  get end() {
    return msg("End for everybody");
  },
};
