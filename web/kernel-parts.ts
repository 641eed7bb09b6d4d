import { startKernel } from "./kernel/start-kernel.ts";
import type { KernelApi } from "./kernel/kernel-api.ts";
import type { Layer, LayerRequest } from "./room/layer.ts";

export interface KernelLife {
  /** The kernel worker died. What it held is lost for this call; the next call starts a new one. */
  onCrash(): void;
  /** The call is over: nobody wants to hear of a crash any more. */
  signal: AbortSignal;
}

/**
 * The page's kernel, or undefined where a kernel worker or WASM is forbidden: the call goes on without levels,
 * layers and sealed data tracks, and the console says why.
 */
export async function kernelOrNothing(
  kernelUrl: string | undefined,
  { onCrash, signal }: KernelLife,
): Promise<KernelApi | undefined> {
  const crashed = (error: Error): void => {
    console.warn("Meshcall: the kernel has died; this call goes on without levels and data tracks", error);
    onCrash();
  };
  try {
    return await startKernel({ kernelUrl, onCrash: crashed, signal });
  } catch (error) {
    console.warn("Meshcall: the call goes on without its kernel", error);
    return undefined;
  }
}

/** What 720p at 30 frames takes. */
const fullBitrateBps = 2_500_000;

/** Layers without a kernel: each tile is filled, whatever the link carries; the browser sees to that. */
export function tileLayers(requests: readonly LayerRequest[]): Layer[] {
  return requests.map((request) => {
    const { sourceWidthPx, sourceHeightPx, tileWidthPx, tileHeightPx, sourceFramesPerSecond } = request;
    const tilePixels = tileWidthPx * tileHeightPx;
    return {
      active: tilePixels > 0,
      scaleResolutionDownBy: Math.max(1, Math.sqrt((sourceWidthPx * sourceHeightPx) / (tilePixels || 1))),
      maxFramerate: sourceFramesPerSecond,
      maxBitrateBps: fullBitrateBps,
    };
  });
}
