import { log } from "./log.ts";
import { MediaTrack, type Dimensions } from "./media-track.ts";
import type { Playback } from "./playback.ts";
import type { TileSize, TileWatch } from "./tile-watch.ts";
import { ProcessorSlot } from "./processor-slot.ts";
import type { AddProcessorOptions, VideoProcessor } from "./video-processor.ts";
import { checkPriority, type TrackPriority } from "./track-priority.ts";
import type { VideoProfile } from "./video-profile.ts";
import { wishFor, type Watching } from "./video-wish.ts";
import type { Wish } from "./ports.ts";

/**
 * Twilio reports dimensions and `started` also for tracks that nobody attaches. A hidden element of our own
 * waits for their first frame; it comes late, because a second element would delay the first picture.
 */
const probeDelayMs = 500;

/** What the room's writer knows of a remote track. The track reads it and never writes. */
export interface RemoteMediaState {
  readonly sid: string;
  readonly name: string;
  /** Another one after the link was repaired. */
  mediaStreamTrack: MediaStreamTrack;
  enabled: boolean;
  publishPriority: TrackPriority;
  /** What was last asked of the sender is nothing. */
  switchedOff: boolean;
  /** Video: the room receives it. */
  chosen: boolean;
  /** Video: what the room makes of it by itself; see {@link wishFor}. */
  rank: number;
  /** Video: what the room's budget leaves to it. */
  mostPixels: number;
}

/** What a remote video track tells the room's writer. */
export interface VideoListener {
  onWish(wish: Wish): void;
  onPriority(): void;
  onKeyFrame(): void;
}

export interface VideoContentPreferences {
  /** Device pixels. Left out, or with a null in it: as the tiles have it. */
  renderDimensions?: Dimensions;
}

/** Somebody else's microphone, camera or screen. */
abstract class RemoteMediaTrack extends MediaTrack {
  protected readonly state: RemoteMediaState;
  #started = false;
  #priority: TrackPriority | null = null;
  /** Once an element was refused. */
  #playback: Playback | undefined;
  #playing: ReadonlySet<HTMLMediaElement> = new Set();

  constructor(state: RemoteMediaState) {
    super();
    this.state = state;
  }

  get sid(): string {
    return this.state.sid;
  }
  get name(): string {
    return this.state.name;
  }
  get mediaStreamTrack(): MediaStreamTrack {
    return this.state.mediaStreamTrack;
  }
  /** The publisher has it switched on. */
  get isEnabled(): boolean {
    return this.state.enabled;
  }
  /** Media has arrived. */
  get isStarted(): boolean {
    return this.#started;
  }
  /** Video: it is not sent here for now, because nobody would see it. */
  get isSwitchedOff(): boolean {
    return this.state.switchedOff;
  }
  get priority(): TrackPriority | null {
    return this.#priority;
  }

  /**
   * How much this receiver cares. A video of high priority is received whoever speaks, and before others where
   * the sender runs short; one of low priority stays small. Null and `standard`: as usual.
   * @throws RangeError for anything else, as in Twilio's SDK
   */
  setPriority(priority: TrackPriority | null): this {
    this.#priority = priority === null ? null : checkPriority(priority);
    return this;
  }

  /** Meshcall's own: the browser lets an element play the track only after a tap. */
  get isPlaybackBlocked(): boolean {
    return this.#playback?.isBlocked === true;
  }
  /**
   * Meshcall's own: plays the track where that was refused; call it from a tap or a key press. Any tap on the page does it
   * too. @returns whether it plays everywhere now
   */
  async startPlayback(): Promise<boolean> {
    await this.#playback?.start();
    return !this.isPlaybackBlocked;
  }

  /** @internal The subscription has ended. */
  close(): void {
    this.#playing = new Set();
    this.#playback?.follow(this.#playing);
  }

  protected override attachmentsChanged(elements: ReadonlySet<HTMLMediaElement>): void {
    const before = this.#playing;
    this.#playing = new Set(elements);
    this.#playback?.follow(elements);
    for (const element of elements)
      if (!before.has(element)) element.play().catch((error: unknown) => this.#refused(element, error));
  }

  async #refused(element: HTMLMediaElement, error: unknown): Promise<void> {
    // other errors mean that the element was taken away meanwhile
    if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
    const { Playback } = await import("./playback.ts");
    this.#playback ??= new Playback((blocked) =>
      this.emit(blocked ? "playbackBlocked" : "playbackStarted", this),
    );
    if (this.#playing.has(element)) this.#playback.refused(element);
  }

  /** @internal A repaired link brings another source: whatever plays the track goes on with that. */
  sourceReplaced(before: MediaStreamTrack): void {
    this.attachments.replace(before, this.mediaStreamTrack);
    this.emit("restarted", this);
  }

  protected started(): void {
    if (this.#started) return;
    this.#started = true;
    this.emit("started", this);
  }
}

export class RemoteAudioTrack extends RemoteMediaTrack {
  readonly kind = "audio";

  constructor(state: RemoteMediaState) {
    super(state);
    const source = state.mediaStreamTrack;
    if (source.muted) source.addEventListener("unmute", () => this.started(), { once: true });
    else queueMicrotask(() => this.started()); // after trackSubscribed
  }
}

export class RemoteVideoTrack extends RemoteMediaTrack {
  readonly kind = "video";
  readonly #slot = new ProcessorSlot<VideoProcessor>({
    source: () => this.mediaStreamTrack,
    onChange: (before) => this.attachments.replace(before, this.shownTrack),
    onFailure: () => undefined,
  });
  #tiles: TileWatch | undefined;
  #isClosed = false;
  readonly #listener: VideoListener;
  #tile: TileSize | undefined;
  readonly #profile: VideoProfile;
  #switched: "on" | "off" | null;
  #render: TileSize | null = null;
  #watching: Watching | null = null;
  #asked = "";
  #dimensions: Dimensions = { width: null, height: null };
  #listened: ReadonlySet<HTMLMediaElement> = new Set();
  #probe: HTMLVideoElement | undefined;
  readonly #probeTimer: ReturnType<typeof setTimeout>;

  constructor(state: RemoteMediaState, listener: VideoListener, profile: VideoProfile) {
    super(state);
    this.#listener = listener;
    this.#profile = profile;
    this.#switched = profile.manualSwitch ? "on" : null;
    void this.#watchTiles();
    this.#probeTimer = setTimeout(() => this.#startProbe(), probeDelayMs);
  }

  async #watchTiles(): Promise<void> {
    try {
      const { TileWatch } = await import("./tile-watch.ts");
      if (this.#isClosed) return;
      this.#tiles = new TileWatch((tile) => {
        this.#tile = tile;
        this.ask();
      });
      if (this.#listened.size > 0) this.#tiles.watch(this.#listened);
      if (this.isStarted) this.#tiles.settle();
    } catch (error) {
      log("warn", "a picture comes in its usual size, whatever shows it", error);
    }
  }

  override sourceReplaced(before: MediaStreamTrack): void {
    super.sourceReplaced(before);
    this.#slot.restart();
    this.#asked = ""; // the new link has not heard yet what the tiles can use
    this.ask();
  }

  override setPriority(priority: TrackPriority | null): this {
    super.setPriority(priority);
    this.ask();
    this.#listener.onPriority();
    return this;
  }

  /** Receives the track whoever speaks, and also while no tile shows it. */
  switchOn(): this {
    return this.#switch("on");
  }
  /** Receives nothing of it until `switchOn`: the sender's encoder stops. */
  switchOff(): this {
    return this.#switch("off");
  }
  /** Asks for this size instead of what the tiles show: for a page that draws the picture itself. */
  setContentPreferences({ renderDimensions }: VideoContentPreferences): this {
    const { width = null, height = null } = renderDimensions ?? {};
    this.#render = width === null || height === null ? null : { widthPx: width, heightPx: height };
    this.ask();
    return this;
  }

  /** Meshcall's own: asks the sender for a whole picture, for instance before a recording begins. */
  requestKeyFrame(): this {
    this.#listener.onKeyFrame();
    return this;
  }

  /** @internal */
  watch(watching: Watching | null): void {
    this.#watching = watching;
    this.ask();
  }

  /** @internal The room has thought again about the track. Says what has changed, if anything has. */
  ask(): void {
    const wish = wishFor({
      ...this.state,
      tile: this.#tile,
      profile: this.#profile,
      switched: this.#switched,
      render: this.#render,
      watching: this.#watching,
      priority: this.priority ?? this.state.publishPriority,
    });
    const text = JSON.stringify(wish) ?? "";
    if (wish === undefined || text === this.#asked) return;
    this.#asked = text;
    this.#listener.onWish(wish);
  }

  #switch(to: "on" | "off"): this {
    this.#switched = to;
    this.ask();
    return this;
  }

  /** @internal The subscription has ended: nothing watches tiles for it any more. */
  override close(): void {
    super.close();
    this.#slot.close();
    this.#isClosed = true;
    this.#tiles?.close();
    this.#endProbe();
    this.#listen(new Set());
  }

  get dimensions(): Dimensions {
    return this.#dimensions;
  }

  get processor(): VideoProcessor | null {
    return this.#slot.processor;
  }
  override get processedTrack(): MediaStreamTrack | null {
    return this.#slot.track;
  }
  /**
   * Has every frame changed before it is shown.
   * @throws Error for what is no processor, or when the track has one
   */
  addProcessor(processor: VideoProcessor, options?: AddProcessorOptions): this {
    this.#slot.add(processor, options);
    return this;
  }
  /** @throws Error for another processor than the track has */
  removeProcessor(processor: VideoProcessor): this {
    this.#slot.remove(processor);
    return this;
  }

  protected override started(): void {
    super.started();
    this.#tiles?.settle();
  }

  protected override attachmentsChanged(elements: ReadonlySet<HTMLMediaElement>): void {
    super.attachmentsChanged(elements);
    if (this.#listened.size === 0) this.#tile = undefined; // not known yet: the picture goes on as it is until then
    this.#listen(elements);
    this.#tiles?.watch(elements);
  }

  #listen(elements: ReadonlySet<HTMLMediaElement>): void {
    for (const type of ["resize", "loadeddata"]) {
      for (const element of this.#listened) element.removeEventListener(type, this.#onResize);
      for (const element of elements) element.addEventListener(type, this.#onResize);
    }
    this.#listened = new Set(elements);
  }

  #startProbe(): void {
    const probe = document.createElement("video");
    this.#probe = probe;
    probe.muted = true;
    probe.playsInline = true;
    probe.addEventListener("loadeddata", () => {
      this.#measure(probe);
      this.#endProbe();
      this.started();
    });
    probe.srcObject = new MediaStream([this.mediaStreamTrack]);
    probe.play().catch(() => undefined); // refused autoplay: the attached elements report instead
  }

  #endProbe(): void {
    clearTimeout(this.#probeTimer);
    if (this.#probe !== undefined) this.#probe.srcObject = null;
    this.#probe = undefined;
  }

  readonly #onResize = (event: Event): void => {
    const element = event.target;
    if (!(element instanceof HTMLVideoElement) || !this.attachments.elements.has(element)) return;
    this.#measure(element);
    this.#endProbe();
    this.started();
  };

  #measure(element: HTMLVideoElement): void {
    const { videoWidth: width, videoHeight: height } = element;
    if (width === 0 || (width === this.#dimensions.width && height === this.#dimensions.height)) return;
    this.#dimensions = { width, height };
    this.emit("dimensionsChanged", this);
  }
}
