import type { RemoteAudioTrack, RemoteVideoTrack } from "../remote-media-track.ts";
import type { TileSize } from "../tile-watch.ts";

/** One sound and one picture, in a stream that stays the same whosever they are, and the elements that play it. */
export class Playing {
  readonly stream = new MediaStream();
  readonly #elements = new Set<HTMLMediaElement>();
  readonly #onRestarted = (): void => this.show(this.#picture, this.#sound);
  #picture: RemoteVideoTrack | undefined;
  #sound: RemoteAudioTrack | undefined;

  /** The largest element that shows the picture, device pixels; null: there is none, or it has no size. */
  get size(): TileSize | null {
    let largest: TileSize = { widthPx: 0, heightPx: 0 };
    for (const element of this.#elements) {
      const widthPx = Math.round(element.clientWidth * devicePixelRatio);
      const heightPx = Math.round(element.clientHeight * devicePixelRatio);
      if (widthPx * heightPx > largest.widthPx * largest.heightPx) largest = { widthPx, heightPx };
    }
    return largest.widthPx * largest.heightPx > 0 ? largest : null;
  }
  /** Some element is to show the picture: then its size is known to the track. */
  get isShown(): boolean {
    return [...this.#elements].some((element) => element instanceof HTMLVideoElement);
  }

  attach(element: HTMLMediaElement): void {
    this.#elements.add(element);
    element.autoplay = true;
    if (element instanceof HTMLVideoElement) element.playsInline = true;
    this.#play(element);
  }

  /** Leaves the element empty. Safe to call twice. */
  detach(element: HTMLMediaElement): void {
    if (!this.#elements.delete(element)) return;
    element.srcObject = null; // first: the tracks stay in the stream
    this.#picture?.detach(element);
    this.#sound?.detach(element);
  }

  show(picture: RemoteVideoTrack | undefined, sound: RemoteAudioTrack | undefined): void {
    const before = [this.#picture, this.#sound];
    const tracks = [picture, sound].flatMap((track) => track?.shownTrack ?? []);
    // In one stream an element plays on without loading: the next frame is there after 20 to 70 ms (measured). In this
    // order, since Firefox shows nothing of a second picture when the first one goes.
    for (const track of this.stream.getTracks()) if (!tracks.includes(track)) this.stream.removeTrack(track);
    for (const track of tracks) this.stream.addTrack(track);
    this.#picture = picture;
    this.#sound = sound;
    for (const element of this.#elements) this.#play(element);
    for (const track of before) {
      if (track === picture || track === sound) continue;
      track?.off("restarted", this.#onRestarted);
      for (const element of this.#elements) track?.detach(element);
    }
    for (const track of [picture, sound])
      if (track !== undefined && !before.includes(track)) track.on("restarted", this.#onRestarted);
  }

  /** Empties the elements. Safe to call twice. */
  close(): void {
    for (const element of this.#elements) this.detach(element);
    this.show(undefined, undefined);
  }

  /** The tracks learn of the element: how large it shows them, and whether it may play. */
  #play(element: HTMLMediaElement): void {
    if (element.srcObject !== this.stream) element.srcObject = this.stream;
    if (element instanceof HTMLVideoElement) this.#picture?.attach(element);
    this.#sound?.attach(element);
  }
}
