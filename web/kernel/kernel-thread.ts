/**
 * What a page needs of the kernel once it starts one: the worker's script and the way to it. Apart from
 * start-kernel.ts, so that the rest of a page need not wait for it.
 * @module
 */
// The script has no export of its own: Vite makes the constructor.
// oxlint-disable-next-line import/default
export { default as InlineKernelWorker } from "./kernel-worker.ts?worker&inline";
export { RemoteKernel } from "./remote-kernel.ts";
