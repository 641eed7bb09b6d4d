import type { ProcessingNews, TrackProcessing, VideoProcessor } from "../room/video-processor.ts";
import { assetsUrl } from "./assets.ts";
import { plainLook, type Look } from "./look.ts";
import { EffectsLink } from "./thread/effects-link.ts";
import type { Figures } from "./thread/messages.ts";

export interface CameraEffectsOptions {
  /** Where the page serves the files of the package's `dist/effects/`; left out, they are beside the package's scripts. */
  assetsPath?: string;
}

/** `loading` its files; `failed`: whoever uses it next tries again. */
export type EffectsState = "idle" | "loading" | "ready" | "failed";

/**
 * Changes a camera's picture in another thread: background, skin. One for one track; what is set is in force from the next
 * frame on.
 */
export class CameraEffects implements VideoProcessor {
  readonly #path: string | undefined;
  readonly #listeners = new Set<() => void>();
  #look: Look = plainLook;
  #link: Promise<EffectsLink> | undefined;
  #open: EffectsLink | undefined;
  #state: EffectsState = "idle";
  #figures: Figures | undefined;

  constructor({ assetsPath }: CameraEffectsOptions = {}) {
    if (assetsPath !== undefined) assetsUrl(assetsPath); // who gives no address learns of it here
    this.#path = assetsPath;
  }

  get look(): Look {
    return this.#look;
  }
  get state(): EffectsState {
    return this.#state;
  }
  /** What it costs; undefined until a second of it has passed. */
  get figures(): Figures | undefined {
    return this.#figures;
  }

  /** @param listener is told when state or figures change @returns the call that ends it */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  set(look: Partial<Look>): void {
    this.#look = { ...this.#look, ...look };
    this.#open?.look(this.#look);
  }

  /**
   * Loads the model and what runs it. Without it, the first frame does.
   * @throws Error (as a rejection) when a file does not come, or the page's policy forbids it
   */
  async loadModel(): Promise<void> {
    await this.#load();
  }

  processTrack(source: MediaStreamTrack, news: ProcessingNews): TrackProcessing | undefined {
    if (source.kind !== "video") throw new TypeError("The effects are for a camera");
    const link = this.#open;
    return link?.track(source, news);
  }

  async processFrame(
    input: OffscreenCanvas | HTMLCanvasElement | HTMLVideoElement | VideoFrame,
    output: HTMLCanvasElement,
  ): Promise<void> {
    const link = await this.#load();
    const timestamp = Math.round(performance.now() * 1_000);
    const frame = input instanceof VideoFrame ? input.clone() : new VideoFrame(input, { timestamp });
    const changed = await link.frame(frame);
    try {
      await draw(changed, output);
    } finally {
      changed.close();
    }
  }

  /** Ends the thread. What still uses it fails, and so its track goes on as it is. Safe to call twice. */
  close(): void {
    this.#open?.close();
    void this.#link?.then(
      (link) => link.close(),
      () => undefined,
    );
  }

  #load(): Promise<EffectsLink> {
    this.#link ??= this.#start();
    return this.#link;
  }

  async #start(): Promise<EffectsLink> {
    this.#set("loading");
    try {
      const link = await EffectsLink.open(
        this.#path,
        (figures) => {
          this.#figures = figures;
          this.#tell();
        },
        () => this.#ended("idle"),
      );
      link.look(this.#look);
      this.#open = link;
      this.#set("ready");
      return link;
    } catch (error) {
      this.#ended("failed");
      throw error;
    }
  }

  #ended(state: EffectsState): void {
    this.#link = this.#open = this.#figures = undefined;
    this.#set(state);
  }

  #set(state: EffectsState): void {
    this.#state = state;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

async function draw(frame: VideoFrame, output: HTMLCanvasElement): Promise<void> {
  const pen = output.getContext("2d");
  if (pen !== null) return pen.drawImage(frame, 0, 0, output.width, output.height);
  const renderer = output.getContext("bitmaprenderer");
  if (renderer === null) throw new DOMException("Use an output of 2d or bitmaprenderer", "NotSupportedError");
  renderer.transferFromImageBitmap(await createImageBitmap(frame));
}
