import type { OpenStream } from "./seat-data.ts";

/** One remote data track on one link: opens each frame and delivers whole messages in the order they came. */
export class DataSubscriber {
  readonly #channel: RTCDataChannel;
  readonly #stream: Promise<OpenStream>;

  /** @param stream the receiving stream; pending until the link's keys are agreed */
  constructor(
    channel: RTCDataChannel,
    stream: Promise<OpenStream>,
    onMessage: (data: string | ArrayBuffer) => void,
  ) {
    this.#channel = channel;
    this.#stream = stream;
    channel.binaryType = "arraybuffer";
    const decoder = new TextDecoder();
    let last: Promise<void> = Promise.resolve();
    channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (!(data instanceof ArrayBuffer)) return; // frames are binary; anything else is not from a Meshcall peer
      const opening = stream.then(({ sealer, id }) => sealer.open(id, new Uint8Array(data)));
      last = Promise.all([opening, last]).then(
        ([opened]) => {
          // what is dropped was counted by the kernel
          if (opened.status !== "message") return;
          try {
            onMessage(opened.kind === "text" ? decoder.decode(opened.bytes) : opened.bytes.buffer);
          } catch (error) {
            reportError(error); // a listener of the page's; the next message is not its business
          }
        },
        // the stream has closed under the frame, or the kernel has died: the peer must not think we listen
        () => channel.close(),
      );
    });
  }

  /** Settles when frames can be opened. */
  async ready(): Promise<void> {
    await this.#stream;
  }

  close(): void {
    this.#channel.close();
    this.#stream.then(({ sealer, id }) => sealer.closeStream(id)).catch(() => undefined); // never opened
  }
}
