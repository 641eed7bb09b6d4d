/**
 * `meshcall/effects`: what changes a camera's picture and a microphone's sound, as processors for `addProcessor`. For pages
 * that use the SDK without our elements; those load the same by themselves.
 * @module
 */
export {
  GaussianBlurBackgroundProcessor,
  ImageFit,
  VirtualBackgroundProcessor,
  type BackgroundProcessorOptions,
  type GaussianBlurBackgroundProcessorOptions,
  type VirtualBackgroundProcessorOptions,
} from "./effects/background-processors.ts";
export { BeautyProcessor, type BeautyProcessorOptions } from "./effects/beauty-processor.ts";
export { CameraEffects, type CameraEffectsOptions, type EffectsState } from "./effects/camera-effects.ts";
export type { Background, FitType, Look } from "./effects/look.ts";
export { NoiseSuppressor } from "./effects/noise/noise-suppressor.ts";
export { canChangePicture, canSuppressNoise, isSupported } from "./effects/supported.ts";
export type { Figures } from "./effects/thread/messages.ts";
