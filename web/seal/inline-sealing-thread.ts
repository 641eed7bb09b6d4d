// The script has no export of its own: Vite makes the constructor.
// oxlint-disable-next-line import/default
export { default as SealingThread } from "./sealing-thread.ts?worker&inline";
