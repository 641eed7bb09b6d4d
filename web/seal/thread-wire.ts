/** What the page and its sealing thread say to each other, and how it names what it gives to transform. */

export type SealCommand =
  /** First: the port to the kernel, which speaks as room/media-keys.ts has it. */
  | { do: "begin"; keys: MessagePort }
  /** The peer has said that it seals, and is told the key. Before that nothing leaves for it. */
  | { do: "sealTo"; linkId: string }
  /** The link has ended. */
  | { do: "drop"; linkId: string }
  /** The kernel is gone: keys change no more, so nothing leaves any more. */
  | { do: "stop" };

/** Frames of a link that were not handed on, by cause. */
export interface UnopenedFrames {
  malformed: number;
  replayed: number;
  /** Not sealed by the peer for this link, or changed on the way. */
  forged: number;
  keyless: number;
}

export type SealReport =
  /** Many in a row; how many there were so far. Said once, until one opens again. */
  { is: "unopened"; linkId: string; frames: UnopenedFrames } | { is: "opened"; linkId: string };

/** Of an RTCRtpScriptTransform. */
export interface TransformOptions {
  linkId: string;
  side: "send" | "receive";
}
