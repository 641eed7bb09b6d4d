import { msg } from "@lit/localize";

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
    emptyWhy: msg("They go straight to the people in this call, sealed, and are kept nowhere."),
    you: msg("You"),
    failed: msg("Not sent"),
    tooLong: msg("This message is too long."),
  };
}
