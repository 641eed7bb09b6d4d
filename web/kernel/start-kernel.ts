import { hasSimd } from "./has-simd.ts";
import { InlineKernelWorker } from "./inline-kernel-worker.ts";
import type { KernelApi } from "./kernel-api.ts";
import { KernelError } from "./kernel-error.ts";
import { RemoteKernel } from "./remote-kernel.ts";

export interface StartKernelOptions {
  /**
   * A copy of the kernel worker's script (`kernel-worker.js` of the package) on the page's own origin, for pages
   * whose content security policy has no `worker-src blob:`. Without it the script is part of the package's own files.
   */
  kernelUrl?: string | URL | undefined;
  /**
   * The kernel worker died. Links, streams and microphones are gone and every call on the old kernel rejects;
   * `startKernel` starts a new one.
   */
  onCrash?: ((error: Error) => void) | undefined;
  /** Ends the interest in crashes; the kernel goes on. */
  signal?: AbortSignal | undefined;
}

let running: Promise<KernelApi> | undefined;
const crashListeners = new Set<(error: Error) => void>();

/**
 * The page's one kernel, shared by all rooms: started by the first call, and again by the first after a crash. The
 * first caller's `kernelUrl` counts. A page needs `script-src 'wasm-unsafe-eval'` and `worker-src blob:` (or
 * `kernelUrl`) if it has a content security policy.
 *
 * A call must go on without a kernel: when this rejects, data tracks cannot be sealed, levels come from the
 * browser's own statistics and every receiver gets the full layer.
 * @throws KernelError when a kernel worker or WASM is forbidden or missing, with the reason; a later call tries again
 */
export async function startKernel(options: StartKernelOptions = {}): Promise<KernelApi> {
  const { kernelUrl, onCrash, signal } = options;
  running ??= start(kernelUrl);
  const kernel = await running;
  if (onCrash && !signal?.aborted) {
    crashListeners.add(onCrash);
    signal?.addEventListener("abort", () => crashListeners.delete(onCrash), { once: true });
  }
  return kernel;
}

async function start(kernelUrl: string | URL | undefined): Promise<KernelApi> {
  try {
    const kernel = new RemoteKernel(makeWorker(kernelUrl), crashed);
    const scalar = hasSimd() ? undefined : (await import("./scalar-wasm.ts")).deflatedBase64;
    await kernel.start(scalar);
    return kernel;
  } catch (error) {
    running = undefined;
    throw error;
  }
}

function makeWorker(kernelUrl: string | URL | undefined): Worker {
  try {
    return kernelUrl === undefined
      ? new InlineKernelWorker({ name: "meshcall-kernel" })
      : new Worker(kernelUrl, { type: "module", name: "meshcall-kernel" });
  } catch (cause) {
    throw new KernelError(`The browser refuses the kernel worker: ${String(cause)}`, { cause });
  }
}

function crashed(error: Error): void {
  running = undefined;
  const listeners = [...crashListeners];
  crashListeners.clear();
  for (const listener of listeners) listener(error);
}
