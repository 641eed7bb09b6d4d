/**
 * What kernel worker and sealing thread say to each other over a port of their own: no page sees the keys of sound and picture.
 * docs/frame-format.md section 6 says what they are made of.
 */

/** Sealing thread to kernel: the key of this link's peer, please. */
export interface MediaKeyAsk {
  /** As given to `SeatData.openLink`. */
  linkId: string;
  kid: number;
}

/** Kernel to sealing thread. A base is 32 bytes, and for whoever takes it to wipe. */
export type MediaKeyTold =
  /** One's own from now on; KIDs only rise. */
  | { is: "own"; kid: number; base: Uint8Array<ArrayBuffer> }
  /** The answer: it may still be told, or is gone or none of the peer's. */
  | { is: "peer"; linkId: string; kid: number; base: Uint8Array<ArrayBuffer> | "later" | "never" }
  /** The peer has told of keys: time to ask again. */
  | { is: "news"; linkId: string };
