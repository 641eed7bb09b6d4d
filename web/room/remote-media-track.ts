import { MediaTrack, type Dimensions } from "./media-track.ts";
import { TileWatch } from "./tile-watch.ts";
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
}

/** Somebody else's microphone, camera or screen. */
abstract class RemoteMediaTrack extends MediaTrack {
  readonly #state: RemoteMediaState;
  #started = false;

  constructor(state: RemoteMediaState) {
    super();
    this.#state = state;
  }

  get sid(): string {
    return this.#state.sid;
  }
  get name(): string {
    return this.#state.name;
  }
  get mediaStreamTrack(): MediaStreamTrack {
    return this.#state.mediaStreamTrack;
  }
  /** The publisher has it switched on. */
  get isEnabled(): boolean {
    return this.#state.enabled;
  }
  /** Media has arrived. */
  get isStarted(): boolean {
    return this.#started;
  }
  /** Always false: a mesh sends what a tile can use instead of switching tracks off. */
  get isSwitchedOff(): boolean {
    return false;
  }
  get priority(): null {
    return null;
  }

  /** @internal A repaired link brings another source: whatever plays the track goes on with that. */
  sourceReplaced(before: MediaStreamTrack): void {
    this.attachments.replace(before, this.mediaStreamTrack);
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
  readonly #tiles: TileWatch;
  #dimensions: Dimensions = { width: null, height: null };
  #listened: ReadonlySet<HTMLMediaElement> = new Set();
  #probe: HTMLVideoElement | undefined;
  readonly #probeTimer: ReturnType<typeof setTimeout>;

  /** @param wish told what the elements that show this track can use, whenever it changes */
  constructor(state: RemoteMediaState, wish: (wish: Wish) => void) {
    super(state);
    this.#tiles = new TileWatch(wish);
    this.#probeTimer = setTimeout(() => this.#startProbe(), probeDelayMs);
  }

  override sourceReplaced(before: MediaStreamTrack): void {
    super.sourceReplaced(before);
    this.#tiles.repeat(); // the new link has not heard yet what the tiles can use
  }

  /** @internal The subscription has ended: nothing watches tiles for it any more. */
  close(): void {
    this.#tiles.close();
    this.#endProbe();
    this.#listen(new Set());
  }

  get dimensions(): Dimensions {
    return this.#dimensions;
  }

  protected override attachmentsChanged(elements: ReadonlySet<HTMLMediaElement>): void {
    this.#listen(elements);
    this.#tiles.watch(elements);
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
