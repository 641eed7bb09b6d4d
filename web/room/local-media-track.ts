import type { Interruption } from "./interruption.ts";
import { log } from "./log.ts";
import { MediaTrack, type Dimensions } from "./media-track.ts";
import { ProcessorSlot } from "./processor-slot.ts";
import type { AddProcessorOptions, TrackProcessor, VideoProcessor } from "./video-processor.ts";
import type { LogLevel, LogLevels, NoiseCancellation } from "./twilio-options.ts";

export interface LocalTrackOptions {
  /** Default: the MediaStreamTrack's id; of a data track, its own. */
  name?: string;
  /** Of Twilio's SDK, and without effect: see `Logger`. */
  logLevel?: LogLevel | LogLevels;
  /** Of Twilio's SDK, and without effect. */
  workaroundWebKitBug1208516?: boolean;
}

/** Opens the device again; only tracks that Meshcall captured have one. */
export type Recapture = (constraints?: MediaTrackConstraints) => Promise<MediaStreamTrack>;

/** A microphone, camera or screen of one's own. */
abstract class LocalMediaTrack<Processor extends VideoProcessor | TrackProcessor> extends MediaTrack {
  readonly name: string;
  readonly #slot = new ProcessorSlot<Processor>({
    source: () => this.mediaStreamTrack,
    onChange: (before) => {
      this.attachments.replace(before, this.shownTrack);
      this.emit("restarted", this);
    },
    onFailure: (error) => {
      this.processorError = error;
      this.emit("processorFailed", this);
    },
  });
  /** Meshcall's own: why the track goes on as it is, though it has a processor. */
  processorError: unknown;
  readonly #recapture: Recapture | undefined;
  #source: MediaStreamTrack;
  #stopped = false;
  #lost = false;
  #wanted = true;
  /** Since the system took the device away for the first time. */
  #interruption: Interruption | undefined;

  constructor(source: MediaStreamTrack, options: LocalTrackOptions = {}, recapture?: Recapture) {
    super();
    this.#source = source;
    this.name = options.name ?? source.id;
    this.#recapture = recapture;
    this.#listen(source);
  }

  get id(): string {
    return this.#source.id;
  }
  get mediaStreamTrack(): MediaStreamTrack {
    return this.#source;
  }
  get isEnabled(): boolean {
    return this.#source.enabled;
  }
  get isStarted(): boolean {
    return true; // a captured source delivers from the start
  }
  /** The source ended: `stop` was called, the device was unplugged, or the browser took it back. */
  get isStopped(): boolean {
    return this.#stopped || this.#source.readyState === "ended";
  }
  /** It ended by itself: the device was unplugged, or the browser took it back. */
  get isLost(): boolean {
    return this.#lost;
  }
  /** Meshcall's own: Meshcall captured it, so that `restart` can open the device again. */
  get canRestart(): boolean {
    return this.#recapture !== undefined;
  }
  /** The browser delivers silence or black for now (a phone call, a lid switch). */
  get isMuted(): boolean {
    return this.#source.muted;
  }

  get processor(): Processor | null {
    return this.#slot.processor;
  }
  override get processedTrack(): MediaStreamTrack | null {
    return this.#slot.track;
  }
  /**
   * Has every frame changed before it is sent and shown. What fails (`processorFailed`) leaves the track as it is.
   * @throws Error for what is no processor, or when the track has one
   */
  addProcessor(processor: Processor, options?: AddProcessorOptions): this {
    this.processorError = undefined;
    this.#slot.add(processor, options);
    return this;
  }
  /** @throws Error for another processor than the track has */
  removeProcessor(processor: Processor): this {
    this.#slot.remove(processor);
    return this;
  }

  /** Sends silence or black (`false`) or the real thing (`true`); the others are told at once. */
  enable(enabled = true): this {
    if (enabled === this.#source.enabled) return this;
    if (this.processedTrack !== null) this.processedTrack.enabled = enabled;
    this.#source.enabled = enabled;
    this.emit(enabled ? "enabled" : "disabled", this);
    return this;
  }
  disable(): this {
    return this.enable(false);
  }

  /** Gives the device back (the camera light goes off). Safe to call twice. */
  stop(): this {
    this.#wanted = false;
    this.#interruption?.end();
    if (this.#stopped) return this;
    this.#stopped = true;
    this.#source.stop();
    this.emit("stopped", this);
    return this;
  }

  /**
   * Opens the device again, with other constraints if given, and sends it in place of the old source.
   * @throws TypeError (as a rejection) for a track whose MediaStreamTrack the page made itself
   * @throws the browser's DOMException (as a rejection) when the device cannot be opened; the old source is ended then
   */
  async restart(constraints?: MediaTrackConstraints): Promise<void> {
    if (this.#recapture === undefined)
      throw new TypeError("Only a track that Meshcall captured can be restarted");
    this.#stopped = this.#lost = false;
    this.#wanted = true;
    this.#source.stop(); // phones open one camera at a time
    const after = await this.#recapture(constraints);
    if (this.#stopped) return void after.stop(); // `stop` was called meanwhile: nothing stays open
    const before = this.#source; // by now perhaps that of another restart
    before.stop();
    after.enabled = before.enabled;
    this.#source = after;
    this.#listen(after);
    if (this.processedTrack === null) this.attachments.replace(before, after);
    this.#slot.restart();
    this.emit("restarted", this);
    this.emit("started", this);
  }

  /** @internal What the meter hears of it. */
  heard(levelDbov: number): void {
    if (this.isEnabled) this.#interruption?.heard(levelDbov);
  }

  /** The system took the device away: it is opened again at the next tap. */
  async #interrupted(): Promise<void> {
    if (this.#recapture === undefined) return; // the page's own source
    try {
      const { Interruption } = await import("./interruption.ts");
      this.#interruption ??= new Interruption({
        isInterrupted: () => this.#wanted && (this.#source.readyState === "ended" || this.#source.muted),
        restart: () => this.restart(),
      });
      if (!this.#wanted) return;
      this.#interruption.begin();
      if (!this.#source.muted) this.#interruption.unmuted(); // meanwhile
    } catch (error) {
      log("warn", "a device that was taken away has to be opened again by hand", error);
    }
  }

  #listen(source: MediaStreamTrack): void {
    source.addEventListener("mute", () => {
      if (source !== this.#source) return;
      this.emit("muted", this);
      void this.#interrupted();
    });
    source.addEventListener("unmute", () => {
      if (source !== this.#source) return;
      this.emit("unmuted", this);
      this.#interruption?.unmuted();
    });
    // `ended` comes when the device goes away, never after our own stop()
    source.addEventListener("ended", () => {
      if (source !== this.#source || this.#stopped) return;
      this.#stopped = this.#lost = true;
      this.emit("stopped", this);
      void this.#interrupted();
    });
  }
}

export class LocalAudioTrack extends LocalMediaTrack<TrackProcessor> {
  readonly kind = "audio";
  /** Of Twilio's plug-ins; the browser's own suppression is on in any case. */
  declare readonly noiseCancellation?: NoiseCancellation;

  /** One's own voice is never played aloud: the element is muted. */
  override attach(): HTMLMediaElement;
  override attach<Target extends HTMLMediaElement>(target: Target): Target;
  override attach(target: HTMLMediaElement | string): HTMLMediaElement;
  override attach(target?: HTMLMediaElement | string): HTMLMediaElement {
    const element = target === undefined ? super.attach() : super.attach(target);
    element.muted = true;
    return element;
  }
}

export class LocalVideoTrack extends LocalMediaTrack<VideoProcessor> {
  readonly kind = "video";
  #size = JSON.stringify(this.dimensions);

  override async restart(constraints?: MediaTrackConstraints): Promise<void> {
    await super.restart(constraints);
    if (!this.isStopped) this.#measure();
  }

  get dimensions(): Dimensions {
    const { width, height } = this.mediaStreamTrack.getSettings();
    return { width: width ?? null, height: height ?? null };
  }

  protected override attachmentsChanged(elements: ReadonlySet<HTMLMediaElement>): void {
    for (const element of elements) element.addEventListener("resize", this.#measure);
  }

  /** A phone was turned, or another camera is behind the track. */
  readonly #measure = (): void => {
    const size = JSON.stringify(this.dimensions);
    if (size === this.#size) return;
    this.#size = size;
    this.emit("dimensionsChanged", this);
  };
}
