import { CameraEffects, type CameraEffectsOptions } from "./camera-effects.ts";

export interface BeautyProcessorOptions extends CameraEffectsOptions {
  /** 0 to 9: how much skin is smoothed. Default: 5. */
  smoothing?: number;
  /** 0 to 9: how much skin is lightened. Default: 3. */
  whitening?: number;
}

/** Smooths and lightens skin, gently. */
export class BeautyProcessor extends CameraEffects {
  constructor({ smoothing = 5, whitening = 3, ...options }: BeautyProcessorOptions = {}) {
    super(options);
    this.set({ smoothing: ofNine(smoothing), whitening: ofNine(whitening) });
  }

  get smoothing(): number {
    return this.look.smoothing;
  }
  set smoothing(strength: number) {
    this.set({ smoothing: ofNine(strength) });
  }
  get whitening(): number {
    return this.look.whitening;
  }
  set whitening(strength: number) {
    this.set({ whitening: ofNine(strength) });
  }
}

/** @throws RangeError */
function ofNine(strength: number): number {
  if (strength >= 0 && strength <= 9) return strength;
  throw new RangeError("A strength is from 0 to 9");
}
