import { msg } from "@lit/localize";

/** Words of the menus, which come with the first that is opened. */
export const menuWords = {
  get effects() {
    return msg("Background and effects");
  },
  get captions() {
    return msg("Captions");
  },
  get notes() {
    return msg("Notes of the call");
  },
  get stats() {
    return msg("Connection details");
  },
  get record() {
    return msg("Record this call");
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
