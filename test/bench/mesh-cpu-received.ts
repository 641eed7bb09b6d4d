import type { Page } from "playwright";
import type { cameraLuma } from "./mesh-cpu-camera.ts";

/** Of the picture in the largest tile. */
export interface Quality {
  /** Of the luma of each frame against that frame of the source, on average. */
  psnrDb: number;
  /** Frames that were compared: those of the source's size. */
  frames: number;
  kbps: number;
}

declare global {
  interface Window {
    drawSource: typeof cameraLuma;
    /** Luma of each frame of the film. */
    sourceFrames: Uint8Array[];
  }
}

/** @param forMs for so long every frame is compared */
export function receivedQuality(receivers: Page, forMs: number): Promise<Quality> {
  return receivers.evaluate(compare, forMs);
}

/** Runs in the receivers' page. */
async function compare(forMs: number): Promise<Quality> {
  const { largest, connections } = window.meshCpu;
  if (largest === undefined) throw new Error("no tile shows a picture");
  const receivedBytes = async (): Promise<number> => {
    for (const pc of connections)
      for (const receiver of pc.getReceivers())
        if (receiver.track === largest)
          for (const entry of (await receiver.getStats()).values())
            if (entry.type === "inbound-rtp") return entry.bytesReceived;
    return 0;
  };
  const isVideo = (each: MediaStreamTrack): each is MediaStreamVideoTrack => each.kind === "video";
  const track = largest.clone();
  if (!isVideo(track)) throw new Error("the tile shows no video");
  const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: 8 }).readable.getReader();
  const [fromBytes, fromMs] = [await receivedBytes(), performance.now()];
  let [frames, sumDb] = [0, 0];
  while (performance.now() - fromMs < forMs) {
    const { value: frame } = await reader.read();
    if (frame === undefined) break;
    const { width, height } = frame.codedRect ?? { width: 0, height: 0 };
    const bytes = new Uint8Array(frame.allocationSize());
    const [plane] = await frame.copyTo(bytes);
    frame.close();
    const { offset, stride } = plane ?? { offset: 0, stride: 0 };
    const markPx = height / 18;
    let index = 0;
    for (let bit = 0; bit < 8; bit++) {
      const x = Math.floor((bit + 0.5) * markPx);
      index = index * 2 + ((bytes[offset + Math.floor(markPx / 2) * stride + x] ?? 0) > 120 ? 1 : 0);
    }
    const source = window.sourceFrames[index];
    if (source === undefined || source.length !== width * height) continue;
    let squares = 0;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        squares += ((bytes[offset + y * stride + x] ?? 0) - (source[y * width + x] ?? 0)) ** 2;
    sumDb += 10 * Math.log10((255 ** 2 * source.length) / squares);
    frames++;
  }
  const kbps = (((await receivedBytes()) - fromBytes) * 8) / (performance.now() - fromMs);
  track.stop();
  return { psnrDb: sumDb / frames, frames, kbps };
}
