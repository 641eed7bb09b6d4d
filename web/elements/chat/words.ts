import { msg, str } from "@lit/localize";
import { list, named } from "../language/writing.ts";

/** Every word of `<mesh-chat>`, asked for at each rendering. */
export function chatWords() {
  return {
    heading: msg("Chat"),
    log: msg("Messages"),
    message: msg("Message"),
    placeholder: msg("Write a message"),
    send: msg("Send"),
    close: msg("Close chat"),
    empty: msg("No messages yet."),
    emptyWhy: msg(
      "They go straight to the people in this call, sealed. Who comes later can read them; no server does.",
    ),
    you: msg("You"),
    failed: msg("Not sent"),
    unsealed: msg("Not sent: this page, or another’s, cannot seal messages."),
    waiting: msg("Sending…"),
    waitingForNetwork: msg("Waiting for the network"),
    again: msg("Try again"),
    tooLong: msg("This message is too long."),
    to: msg("To"),
    everybody: msg("Everybody"),
    toOne: (name: string) => msg(str`Only for ${named(name)}`),
    fromOne: msg("Only for you"),
    toldBy: (name: string) => msg(str`told by ${named(name)}`),
    toldByWhy: (from: string, teller: string) =>
      msg(
        str`${named(from)} had left before you came. ${named(teller)} has passed this on; whether it is unchanged cannot be checked.`,
      ),
    readBy: (names: readonly string[]) => msg(str`Read by ${list(names.map(named))}`),
    readByAll: msg("Read by everybody"),
    earlier: msg("Kept from an earlier call"),
    before: msg("Written before you came"),
    sinceThen: msg("Since you came"),
    typing: (names: readonly string[]) => {
      const [first = "", second = ""] = names;
      if (names.length === 1) return msg(str`${named(first)} is typing…`);
      if (names.length === 2) return msg(str`${named(first)} and ${named(second)} are typing…`);
      return msg("Several people are typing…");
    },
    options: msg("Chat options"),
    keep: msg("Keep this room’s chat on this device"),
    keepWhy: msg("In this browser alone, until you delete it. Whoever uses this device can read it."),
    deleteKept: msg("Delete what is kept"),
    deleted: msg("Nothing is kept on this device any more."),
    notKept: msg("This browser does not let the page keep anything."),
    attach: msg("Attach a file"),
    drop: msg("Drop to share"),
    notAttached: (name: string) => msg(str`${named(name)} could not be shared.`),
    notLoaded: msg("The chat could not be loaded."),
  };
}
