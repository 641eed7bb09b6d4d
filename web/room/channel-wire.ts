/** How a data channel that the browser cannot transfer is used from the kernel worker: one MessagePort for each. */

export type ChannelOrder =
  /** A frame: the first `length` bytes of `buffer`, which comes back. */
  { send: ArrayBuffer; length: number } | { close: true };

export type ChannelReport =
  | { state: "open" | "closed" }
  | { received: ArrayBuffer }
  /** So many bytes have left the channel's buffer since it was opened. Buffers to be used again. */
  | { sentBytes: number; buffers: ArrayBuffer[] };
