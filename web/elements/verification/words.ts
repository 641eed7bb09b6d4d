import { msg, str } from "@lit/localize";
import { named } from "../language/writing.ts";

/** Every word of `<mesh-verification>`, but for the emoji's names. */
export const verificationWords = {
  get heading(): string {
    return msg("Check who listens");
  },
  get close(): string {
    return msg("Close the check");
  },
  get why(): string {
    return msg(
      "If you and another person see the same seven pictures, nobody sits between you: no server, no relay, no stranger hears or sees the two of you.",
    );
  },
  get alone(): string {
    return msg("Nobody else is here yet. Come back when somebody has joined.");
  },
  get unlinked(): string {
    return msg("Not connected yet.");
  },
  get compare(): string {
    return msg("Compare");
  },
  compareWith: (name: string): string => msg(str`Compare with ${named(name)}`),
  get making(): string {
    return msg("One moment…");
  },
  picturesWith: (name: string): string => msg(str`The seven pictures you and ${named(name)} should both see`),
  readOut: (name: string): string =>
    msg(
      str`Read them to ${named(name)}, or have them read to you, if you know the voice. Are they the same, in the same order?`,
    ),
  get same(): string {
    return msg("Yes, the same");
  },
  get different(): string {
    return msg("No");
  },
  checked: (name: string): string => msg(str`Nobody is between you and ${named(name)}.`),
  get checkedWhy(): string {
    return msg("That holds as long as this connection does. If it is made anew, you are told here.");
  },
  get badge(): string {
    return msg("Checked");
  },
  get badgeDifferent(): string {
    return msg("Not safe");
  },
  get badgeOpen(): string {
    return msg("Wants to compare");
  },
  notSame: (name: string): string => msg(str`Somebody may be between you and ${named(name)}`),
  get notSameTodo(): string {
    return msg(
      "Say nothing private. First read the pictures once more. If they still differ, leave the call, agree on a new link in another way, by phone for instance, and compare again there.",
    );
  },
  get again(): string {
    return msg("Look again");
  },
  get renewed(): string {
    return msg("The connection was made anew, so compare again.");
  },
  get failed(): string {
    return msg("The pictures could not be made. Try again; if it fails again, leave and join anew.");
  },
};
