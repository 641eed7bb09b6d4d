/** What the page and the thread that writes say to each other. */
export type StoreOrder = { number: number; handle: number } & (
  | { do: "open"; name: string; sizeBytes: number }
  /** The bytes are transferred. */
  | { do: "write"; fromBytes: number; bytes: Uint8Array<ArrayBuffer> }
  | { do: "read"; fromBytes: number; lengthBytes: number }
  | { do: "close" }
);

export interface StoreAnswer {
  number: number;
  /** Of `open`: nothing was there. Of `read`: the bytes. */
  result?: boolean | Uint8Array<ArrayBuffer> | undefined;
  error?: { name: string; message: string };
}
