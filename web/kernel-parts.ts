import type { KernelApi } from "./kernel/kernel-api.ts";
import type { Layer, LayerRequest } from "./room/layer.ts";
import { log } from "./room/log.ts";

export interface KernelLife {
  /** The kernel worker died: there is another one, or none any more. What the old one held is lost. */
  onRestart(): void;
  /** The call is over: nobody needs a kernel any more. */
  signal: AbortSignal;
}

/** One that dies more often in a call does so for a reason that stays. */
const restartsAtMost = 3;

/** The page's kernel as one call uses it: started again when it dies. */
export class LastingKernel {
  readonly #kernelUrl: string | undefined | null;
  readonly #life: KernelLife;
  readonly #first = Promise.withResolvers<KernelApi | undefined>();
  #current = this.#first.promise;
  #started = false;
  #restarts = 0;

  /** @param kernelUrl null: none is to be tried */
  constructor(kernelUrl: string | undefined | null, life: KernelLife) {
    this.#kernelUrl = kernelUrl;
    this.#life = life;
  }

  /** Once; whoever waits for `current` waits for this too. */
  start(): void {
    if (this.#started || this.#life.signal.aborted) return;
    this.#started = true;
    this.#first.resolve(this.#start());
  }

  /**
   * Never rejects. Undefined where a kernel worker or WASM is forbidden, and when it has died too often: the call goes on
   * without levels, layers and sealed data tracks, and the console says why.
   */
  get current(): Promise<KernelApi | undefined> {
    return this.#current;
  }

  async #start(): Promise<KernelApi | undefined> {
    const { signal } = this.#life;
    if (this.#kernelUrl === null) return undefined;
    try {
      const { startKernel } = await import("./kernel/start-kernel.ts");
      return await startKernel({
        kernelUrl: this.#kernelUrl,
        signal,
        onCrash: (error) => this.#restart(error),
      });
    } catch (error) {
      log("warn", "the call goes on without its kernel", error);
      return undefined;
    }
  }

  #restart(error: Error): void {
    const again = this.#restarts++ < restartsAtMost;
    const next = again ? "a new one measures levels" : "this call goes on without levels";
    log("warn", `the kernel has died; ${next}; data tracks are off until the next call`, error);
    this.#current = again ? this.#start() : Promise.resolve(undefined);
    this.#life.onRestart();
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
