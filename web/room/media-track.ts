/* oxlint-disable typescript/no-unsafe-declaration-merging -- the interfaces say what methods take; the methods are there */
import { LooseEmitter, type AnyListener } from "./emitter.ts";
import { Attachments, findMediaElement } from "./attachments.ts";

export interface Dimensions {
  /** Pixels; null until the first frame. */
  width: number | null;
  height: number | null;
}

/** Listener arguments. `dimensionsChanged` on video only. */
export interface MediaTrackEvents {
  started: [track: MediaTrack];
  stopped: [track: MediaTrack];
  enabled: [track: MediaTrack];
  disabled: [track: MediaTrack];
  muted: [track: MediaTrack];
  unmuted: [track: MediaTrack];
  dimensionsChanged: [track: MediaTrack];
  /** Remote video: it is not received any more, or again. */
  switchedOff: [track: MediaTrack];
  switchedOn: [track: MediaTrack];
  /** Meshcall's own, remote tracks: the browser waits for a tap before it plays the track; and then it has had one. */
  playbackBlocked: [track: MediaTrack];
  playbackStarted: [track: MediaTrack];
  /** Another source is behind the track: of a local one's `restart`, or since a remote one's link was made anew. */
  restarted: [track: MediaTrack];
  /** Meshcall's own, local tracks: the processor has stopped, and the camera or microphone is sent as it is. */
  processorFailed: [track: MediaTrack];
  /** The own microphone: somebody talks while it is disabled. */
  speakingWhileMuted: [track: MediaTrack];
}

/** What local and remote audio and video tracks share. */
export abstract class MediaTrack extends LooseEmitter<MediaTrackEvents> {
  abstract readonly kind: "audio" | "video";
  abstract readonly name: string;
  abstract readonly mediaStreamTrack: MediaStreamTrack;
  abstract readonly isEnabled: boolean;
  abstract readonly isStarted: boolean;
  /** What a processor makes of the track; null: there is none. */
  get processedTrack(): MediaStreamTrack | null {
    return null;
  }
  /** @internal What is sent and shown. */
  get shownTrack(): MediaStreamTrack {
    return this.processedTrack ?? this.mediaStreamTrack;
  }

  protected readonly attachments = new Attachments((elements) => this.attachmentsChanged(elements));

  /** Plays the track in a new `<audio>` or `<video>` element, which the caller puts on the page. */
  attach(): HTMLMediaElement;
  /** Plays the track in this element, or in the first that the selector finds. */
  attach<Target extends HTMLMediaElement>(target: Target): Target;
  attach(target: HTMLMediaElement | string): HTMLMediaElement;
  attach(target?: HTMLMediaElement | string): HTMLMediaElement {
    const element = target === undefined ? document.createElement(this.kind) : findMediaElement(target);
    this.attachments.attach(element, this.shownTrack);
    return element;
  }

  /** Stops playing in every element. @returns the elements, still on the page */
  detach(): HTMLMediaElement[];
  detach<Target extends HTMLMediaElement>(target: Target): Target;
  detach(target: HTMLMediaElement | string): HTMLMediaElement;
  detach(target?: HTMLMediaElement | string): HTMLMediaElement | HTMLMediaElement[] {
    if (target === undefined) {
      const elements = [...this.attachments.elements];
      for (const element of elements) this.attachments.detach(element, this.shownTrack);
      return elements;
    }
    const element = findMediaElement(target);
    this.attachments.detach(element, this.shownTrack);
    return element;
  }

  /** @internal Plays on in the elements that the browser has paused. */
  resume(): void {
    for (const element of this.attachments.elements)
      if (element.paused) element.play().catch(() => undefined); // not from a tap: the next one may do
  }

  protected attachmentsChanged(_elements: ReadonlySet<HTMLMediaElement>): void {}
}

export interface MediaTrack {
  on(event: keyof MediaTrackEvents, listener: (track: this) => void): this;
  on(event: string, listener: AnyListener): this;
}
