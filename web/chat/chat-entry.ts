import type { Place } from "./chat-clock.ts";
import type { ChatFile } from "./chat-words.ts";

/**
 * `waiting`: for the network. `unsealed`: here or over there nothing can be sealed, so nothing is sent. `too-long`: for a
 * private message.
 */
export type EntryState = "sent" | "sending" | "failed" | "unsealed" | "too-long";

/** What stands in a chat. Never changed, only replaced. */
export interface ChatEntry {
  readonly id: string;
  /** Who wrote it, as the room names them. Undefined: written here. */
  readonly from: string | undefined;
  /** The participant's, who may have left. */
  readonly sid: string;
  readonly text: string;
  /** Offered beside the chat. */
  readonly file: ChatFile | undefined;
  /** By this device's clock: milliseconds since 1970. */
  readonly atMs: number;
  readonly state: EntryState;
  /** It is between two: the name of the other one. Undefined: it is for all. */
  readonly privateWith: string | undefined;
  /**
   * It came from somebody else, and whether `from` has written it cannot be known: they had left before this page came.
   * Undefined: it is theirs.
   */
  readonly toldBy: string | undefined;
  /** It was said before this page came, or while it could not be reached. */
  readonly isLate: boolean;
  /** Of an earlier call, as this device has kept it. */
  readonly isKept: boolean;
}

/** An entry with its place in the order. */
export interface PlacedEntry extends ChatEntry {
  readonly place: Place;
}
