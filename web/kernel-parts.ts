import { startKernel } from "./kernel/start-kernel.ts";
import type { KernelApi } from "./kernel/kernel-api.ts";

/**
 * The page's kernel, or undefined where workers or WASM are forbidden: the call goes on without levels,
 * layers and sealed data tracks, and the console says why.
 */
export async function kernelOrNothing(kernelUrl: string | undefined): Promise<KernelApi | undefined> {
  try {
    return await startKernel({ kernelUrl });
  } catch (error) {
    console.warn("Meshcall: the call goes on without its kernel", error);
    return undefined;
  }
}
