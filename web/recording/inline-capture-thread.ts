// The scripts have no export of their own: Vite makes the constructors.
// oxlint-disable-next-line import/default
export { default as CaptureThread } from "./capture-thread.ts?worker&inline";
