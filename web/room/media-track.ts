import { EventEmitter } from "eventemitter3";
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
  /** Local tracks: `restart` put another source behind the track. */
  restarted: [track: MediaTrack];
  /** The own microphone: somebody talks while it is disabled. */
  speakingWhileMuted: [track: MediaTrack];
}

/** What local and remote audio and video tracks share. */
export abstract class MediaTrack extends EventEmitter<MediaTrackEvents> {
  abstract readonly kind: "audio" | "video";
  abstract readonly name: string;
  abstract readonly mediaStreamTrack: MediaStreamTrack;
  abstract readonly isEnabled: boolean;
  abstract readonly isStarted: boolean;

  protected readonly attachments = new Attachments((elements) => this.attachmentsChanged(elements));

  /** Plays the track in a new `<audio>` or `<video>` element, which the caller puts on the page. */
  attach(): HTMLMediaElement;
  /** Plays the track in this element, or in the first that the selector finds. */
  attach<Target extends HTMLMediaElement>(target: Target): Target;
  attach(target: HTMLMediaElement | string): HTMLMediaElement;
  attach(target?: HTMLMediaElement | string): HTMLMediaElement {
    const element = target === undefined ? document.createElement(this.kind) : findMediaElement(target);
    this.attachments.attach(element, this.mediaStreamTrack);
    return element;
  }

  /** Stops playing in every element. @returns the elements, still on the page */
  detach(): HTMLMediaElement[];
  detach<Target extends HTMLMediaElement>(target: Target): Target;
  detach(target: HTMLMediaElement | string): HTMLMediaElement;
  detach(target?: HTMLMediaElement | string): HTMLMediaElement | HTMLMediaElement[] {
    if (target === undefined) {
      const elements = [...this.attachments.elements];
      for (const element of elements) this.attachments.detach(element, this.mediaStreamTrack);
      return elements;
    }
    const element = findMediaElement(target);
    this.attachments.detach(element, this.mediaStreamTrack);
    return element;
  }

  protected attachmentsChanged(_elements: ReadonlySet<HTMLMediaElement>): void {}
}
