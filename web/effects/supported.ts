/** Whether this browser can change a camera's picture: WebCodecs' frames, WASM, another thread. */
export const canChangePicture: boolean =
  typeof VideoFrame === "function" &&
  typeof Worker === "function" &&
  typeof WebAssembly === "object" &&
  typeof OffscreenCanvas === "function";

/** Whether this browser can suppress noise of a microphone. */
export const canSuppressNoise: boolean =
  typeof AudioWorkletNode === "function" && typeof WebAssembly === "object";

/** Twilio's word for the first. */
export const isSupported: boolean = canChangePicture;
