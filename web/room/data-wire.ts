/**
 * What page and kernel worker say to each other about data tracks: one MessagePort for all of a room, so that everything
 * keeps its order. It exists before the kernel has started; what is said early waits in it.
 */

/** Messages of one track, one behind the other in one buffer, which is transferred. */
export interface Pack {
  bytes: Uint8Array<ArrayBuffer>;
  /** The length of each, plus {@link binaryEntry} when it is not text. */
  entries: Uint32Array<ArrayBuffer>;
}

/** What is smaller is sooner copied than transferred. */
export const transferredBytes = 4 * 1024;

/** A message is at most 2 to the 24 bytes long. */
export const binaryEntry = 0x8000_0000;

/** docs/frame-format.md: what a receiver puts together at most. */
export const maxMessageBytes = 16 * 1024 * 1024;

/** Of one participant at a time. So that no peer takes the kernel's places of others: ten links have room for this many each. */
export const mostDataTracks = 24;

/** Both limits are null: every message arrives. */
export interface Delivery {
  ordered: boolean;
  reliable: boolean;
}

/** The channel itself where the browser can transfer one, else a port to the page, which has it. */
export type GivenChannel = RTCDataChannel | MessagePort;

export type DataCommand =
  /** Own keys for a link; a `key` follows. */
  | { do: "offerKey"; linkId: string }
  /** @see LinkData.agree */
  | {
      do: "agree";
      linkId: string;
      peerKey: Uint8Array | undefined;
      context: Uint8Array;
      roomSecret: Uint8Array;
    }
  /** What the peer's kernel told ours, by way of the control channel, in order. */
  | { do: "takeKeys"; linkId: string; keys: Uint8Array }
  /** Own track. The channel is the kernel's from here on; messages wait for `attach`, frames for `ready`. */
  | { do: "publish"; linkId: string; sid: string; delivery: Delivery; channel: GivenChannel }
  /** Every message of this own track from here on is for this link too. */
  | { do: "attach"; linkId: string; sid: string }
  /** The peer listens, and the way there carries messages of so many bytes. */
  | { do: "ready"; linkId: string; sid: string; largestBytes: number }
  /** The peer's track. */
  | { do: "subscribe"; linkId: string; sid: string; delivery: Delivery; channel: GivenChannel }
  /** Closes a track's channel on one link. */
  | { do: "close"; linkId: string; sid: string }
  /** No link has this own track any more. */
  | { do: "end"; sid: string }
  | { do: "drop"; linkId: string }
  /** Own messages: their numbers count from 0 for each track. */
  | { do: "send"; sid: string; packs: Pack[] }
  /** The page has handed on so much of what was received: `frameBytes` of `messages`. */
  | { do: "consumed"; linkId: string; sid: string; frameBytes: number }
  | { do: "closeSeat" };

export type DataEvent =
  | { is: "key"; linkId: string; key: Uint8Array<ArrayBuffer> | undefined }
  /** For the peer's kernel, by way of the control channel, in order. */
  | { is: "keys"; linkId: string; keys: Uint8Array<ArrayBuffer> }
  /** Whether the peer's keys open (null); if not, nothing of a data track does. */
  | { is: "sealing"; linkId: string; code: 54013 | null }
  /** Messages of the peer's track can be received. */
  | { is: "listening"; linkId: string; sid: string }
  /** They cannot. */
  | { is: "deaf"; linkId: string; sid: string; reason: string }
  /** Nothing more comes of this link. */
  | { is: "dropped"; linkId: string }
  /** Whole messages; they took so many bytes in frames. */
  | { is: "messages"; linkId: string; sid: string; pack: Pack; frameBytes: number }
  /** Every message below this number has been taken by each link that keeps up. */
  | { is: "taken"; sid: string; below: number }
  /** These messages will not reach this link. Comes before the `taken` of any of them that was not told yet. */
  | { is: "lost"; linkId: string; sid: string; from: number; below: number; code: LossCode };

/**
 * 54004: no sealing there or here; 54005: the link or its channel closed; 54013: the peer's keys do not open; 54014: the
 * peer does not take them.
 */
export type LossCode = 54004 | 54005 | 54013 | 54014;

/** What a page's data tracks need of the kernel. */
export interface DataKernel {
  /**
   * Serves the port until `closeSeat`. The ports are transferred.
   * @param mediaKeys leads to where sound and picture are sealed: room/media-keys.ts
   * @returns settles when it is closed; rejects when the kernel dies
   */
  carryData(port: MessagePort, mediaKeys?: MessagePort): Promise<void>;
}
