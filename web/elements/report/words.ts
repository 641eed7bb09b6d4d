import { msg } from "@lit/localize";

/** Every word of `<mesh-report>` but the summary itself. */
export const reportWords = {
  get copy(): string {
    return msg("Copy as text");
  },
  get copied(): string {
    return msg("Copied.");
  },
  get notCopied(): string {
    return msg("This page may not copy. Select the text above and copy it yourself.");
  },
  get question(): string {
    return msg("How was the call?");
  },
  get good(): string {
    return msg("Good");
  },
  get bad(): string {
    return msg("Not good");
  },
  get thanks(): string {
    return msg("Thank you. Only this page was told.");
  },
};
