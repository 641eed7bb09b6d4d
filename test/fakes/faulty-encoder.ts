/** In a thread: encoders that fail when they are told to. */
import { faultsName } from "./faults-name.ts";

type Fault = "error" | "stall" | "death";
let isStalled = false;
const fail = new Set<() => void>();

new BroadcastChannel(faultsName).addEventListener("message", ({ data }: MessageEvent<unknown>) => {
  const fault: Fault | undefined = (["error", "stall", "death"] as const).find((each) => each === data);
  if (fault === "stall") isStalled = true;
  if (fault === "error") for (const each of fail) each();
  if (fault === "death") self.close();
});

const Real = VideoEncoder;
globalThis.VideoEncoder = class extends Real {
  readonly #fail: () => void;
  constructor(init: VideoEncoderInit) {
    super({
      error: init.error,
      output: (chunk, metadata) => {
        if (!isStalled) init.output(chunk, metadata);
      },
    });
    this.#fail = () => init.error(new DOMException("the encoder was made to fail", "EncodingError"));
    fail.add(this.#fail);
  }
  override close(): void {
    fail.delete(this.#fail);
    super.close();
  }
};
