import { CameraEffects, type CameraEffectsOptions } from "./camera-effects.ts";
import type { FitType } from "./look.ts";

/** Twilio's words for how a picture fills the frame. */
export const ImageFit = { Contain: "Contain", Cover: "Cover", Fill: "Fill", None: "None" } as const;

/** As `@twilio/video-processors` has them. What it says of WebGL and of canvases has no meaning here, and is not asked for. */
export interface BackgroundProcessorOptions extends CameraEffectsOptions {
  /** How softly the edge of the person goes over, in pixels of a picture of 640. Default: 5. */
  maskBlurRadius?: number;
}

export interface GaussianBlurBackgroundProcessorOptions extends BackgroundProcessorOptions {
  /** Of the blur, in pixels of a picture of 640. Default: 15. */
  blurFilterRadius?: number;
}

export interface VirtualBackgroundProcessorOptions extends BackgroundProcessorOptions {
  /** A picture that is loaded. */
  backgroundImage: ImageBitmapSource & { readonly width?: unknown };
  /** Default: `Fill`. */
  fitType?: FitType;
}

const usualBlur = 15;
const usualEdge = 5;

abstract class BackgroundProcessor extends CameraEffects {
  constructor(options: BackgroundProcessorOptions) {
    super(options);
    this.maskBlurRadius = options.maskBlurRadius ?? usualEdge;
  }

  get maskBlurRadius(): number {
    return this.look.edgePx;
  }
  set maskBlurRadius(radius: number) {
    this.set({ edgePx: positive(radius, usualEdge, "maskBlurRadius") });
  }
}

/** Blurs what is behind the person, as Twilio's of the same name. */
export class GaussianBlurBackgroundProcessor extends BackgroundProcessor {
  #radius = usualBlur;

  constructor(options: GaussianBlurBackgroundProcessorOptions = {}) {
    super(options);
    this.blurFilterRadius = options.blurFilterRadius ?? usualBlur;
  }

  get blurFilterRadius(): number {
    return this.#radius;
  }
  set blurFilterRadius(radius: number) {
    this.#radius = positive(radius, usualBlur, "blurFilterRadius");
    this.set({ background: { is: "blur", radiusPx: this.#radius } });
  }
}

/** Puts a picture behind the person, as Twilio's of the same name. */
export class VirtualBackgroundProcessor extends BackgroundProcessor {
  #image: VirtualBackgroundProcessorOptions["backgroundImage"];
  #fit: FitType;
  #taken: Promise<void> = Promise.resolve();

  /** @throws Error when there is no picture, or it is not loaded */
  constructor(options: VirtualBackgroundProcessorOptions) {
    super(options);
    this.#image = options.backgroundImage;
    this.#fit = options.fitType ?? ImageFit.Fill;
    this.backgroundImage = options.backgroundImage;
  }

  get backgroundImage(): VirtualBackgroundProcessorOptions["backgroundImage"] {
    return this.#image;
  }
  /** Shown a moment later. @throws Error when it is no picture that is loaded */
  set backgroundImage(image: VirtualBackgroundProcessorOptions["backgroundImage"]) {
    const isElement = typeof HTMLImageElement === "function" && image instanceof HTMLImageElement;
    if (!image || (isElement && (!image.complete || image.naturalHeight === 0)))
      throw new Error(
        "Invalid image. Make sure that the image is an HTMLImageElement and has been successfully loaded",
      );
    this.#image = image;
    this.#taken = this.#take();
  }

  get fitType(): FitType {
    return this.#fit;
  }
  set fitType(fit: FitType) {
    if (!(fit in ImageFit)) throw new Error(`Invalid fitType of ${String(fit)}`);
    this.#fit = fit;
    this.#taken = this.#take();
  }

  /** @throws Error (as a rejection) when the picture cannot be read, too */
  override async loadModel(): Promise<void> {
    await Promise.all([super.loadModel(), this.#taken]);
  }

  async #take(): Promise<void> {
    const [image, fit] = [this.#image, this.#fit];
    const picture = await createImageBitmap(image);
    if (image === this.#image && fit === this.#fit) this.set({ background: { is: "picture", picture, fit } });
  }
}

/** @throws Error as Twilio's say it */
function positive(radius: number, usual: number, name: string): number {
  if (typeof radius !== "number" || !(radius >= 0))
    throw new Error(`Valid ${name} are numbers from 0 on; the usual one is ${usual}`);
  return radius;
}
