import { SealedSeatData, type SeatDataOptions } from "./data/seat-data.ts";
import { errorOf } from "./room/errors.ts";
import type { ConnectOptions } from "./room/connect-options.ts";
import type { DataKernel } from "./room/data-wire.ts";
import type { SeatData } from "./room/ports.ts";
import { SealingThread } from "./seal/inline-sealing-thread.ts";
import { MediaSeat } from "./seal/media-seat.ts";
import { prefersVp8, sealedCodecs } from "./seal/vp8.ts";

export type SealMedia = (kernel: Promise<DataKernel | undefined>, options: SeatDataOptions) => SeatData;

/**
 * What `connect` has of `sealMedia`: data tracks whose links seal sound and picture too.
 * @throws MeshcallError (as a rejection) 54076 where the browser cannot
 */
export async function mediaSealing({ kernel, kernelUrl }: ConnectOptions): Promise<SealMedia> {
  if (kernel === false) throw new TypeError("`sealMedia` needs the kernel: leave out `kernel: false`");
  if (!canSealMedia()) throw await errorOf(54076);
  const codecs = await sealedCodecs();
  return (starting, options) => {
    const { port1, port2 } = new MessageChannel();
    const gone = Promise.withResolvers<void>();
    const withKeys = async (): Promise<DataKernel | undefined> => {
      const started = await starting.catch(() => undefined);
      if (started === undefined) gone.resolve();
      return (
        started && {
          carryData: (port) =>
            started.carryData(port, port2).catch((error: unknown) => {
              gone.resolve();
              throw error;
            }),
        }
      );
    };
    const data = new SealedSeatData(withKeys(), options);
    return new MediaSeat(data, { thread: makeThread(kernelUrl), codecs }, port1, gone.promise);
  };
}

function canSealMedia(): boolean {
  return (
    "RTCRtpScriptTransform" in globalThis &&
    "transform" in RTCRtpSender.prototype &&
    "setCodecPreferences" in RTCRtpTransceiver.prototype &&
    prefersVp8() &&
    firefoxVersion() >= 153
  );
}

/** Firefox 140 showed no picture that went through a transform; later ones before this were not tried. Infinity: another browser. */
function firefoxVersion(): number {
  return Number(/Firefox\/(\d+)/.exec(navigator.userAgent)?.[1] ?? Infinity);
}

/** Beside the kernel's file, where the page's policy forbids `blob:`. */
function makeThread(kernelUrl: string | undefined): Worker {
  const options = { name: "meshcall-seal" };
  if (kernelUrl === undefined) return new SealingThread(options);
  const url = new URL("sealing-thread.js", new URL(kernelUrl, document.baseURI));
  return new Worker(url, { ...options, type: "module" });
}
