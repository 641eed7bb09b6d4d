import { msg } from "@lit/localize";

export const inviteWords = {
  get why() {
    return msg("Share the link, and the call starts when somebody opens it.");
  },
  get copy() {
    return msg("Copy link");
  },
  get copied() {
    return msg("Link copied");
  },
  get notCopied() {
    return msg("Copy the address of this page");
  },
  get share() {
    return msg("Share");
  },
};
