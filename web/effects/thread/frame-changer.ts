import { isPlain, plainLook, type Look } from "../look.ts";
import { PictureEffects } from "../engine/picture-effects.ts";
import { EffectsWasm } from "../wasm.ts";
import { PaceKeeper } from "./pace.ts";

/** The files that it needs. */
export interface EffectsFiles {
  wasm(): Promise<ArrayBuffer>;
  /** @param isWide the picture is wider than high */
  model(isWide: boolean): Promise<ArrayBuffer>;
}

/** Changes one frame after the other, of whatever size, and keeps up with the camera. */
export class FrameChanger {
  readonly #files: EffectsFiles;
  readonly #onLong: () => void;
  readonly #pace = new PaceKeeper();
  #look: Look = plainLook;
  #effects: PictureEffects | undefined;
  #hasModel = false;
  #count = 0;
  #before: Promise<unknown> = Promise.resolve();

  /** @param onLong what comes now keeps the thread for longer than a frame */
  constructor(files: EffectsFiles, onLong: () => void) {
    this.#files = files;
    this.#onLong = onLong;
  }

  set look(look: Look) {
    this.#look = look;
  }
  get isSlow(): boolean {
    return this.#pace.pace.isHalved;
  }

  /**
   * @param frame stays the caller's
   * @returns the caller's too; the frame itself where nothing is to be done
   * @throws what a file, the WASM or the browser says (as a rejection)
   */
  change(frame: VideoFrame): Promise<VideoFrame> {
    // there is one memory: who comes while a frame is in it waits
    const changed = this.#before.then(() => this.#change(frame));
    this.#before = changed.catch(() => undefined); // told to who asked
    return changed;
  }

  async #change(frame: VideoFrame): Promise<VideoFrame> {
    const look = this.#look;
    if (isPlain(look)) return frame;
    const startMs = performance.now();
    const { every, isHalved } = this.#pace.pace;
    const effects = await this.#effectsFor(frame, look, isHalved);
    const changed = await effects.apply(frame, look, this.#count++ % every === 0);
    this.#pace.frame(frame.timestamp / 1_000, performance.now() - startMs);
    return changed;
  }

  async #effectsFor(frame: VideoFrame, look: Look, isHalved: boolean): Promise<PictureEffects> {
    const { width, height } = frame.visibleRect ?? { width: frame.codedWidth, height: frame.codedHeight };
    const needsModel = look.background.is !== "none";
    const known = this.#effects;
    const isFit =
      known?.width === width &&
      known.height === height &&
      known.isHalved === isHalved &&
      (this.#hasModel || !needsModel);
    if (known !== undefined && isFit) return known;
    // a memory only grows: another size has one of its own
    const [module, model] = await Promise.all([
      this.#files.wasm(),
      needsModel ? this.#files.model(width >= height) : undefined,
    ]);
    const wasm = await EffectsWasm.load(module);
    this.#onLong();
    const bytes = model === undefined ? undefined : new Uint8Array(model);
    this.#effects = new PictureEffects(wasm, bytes, width, height, isHalved);
    this.#hasModel = needsModel;
    return this.#effects;
  }
}
