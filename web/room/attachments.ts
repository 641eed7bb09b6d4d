/** The media elements that show or play one track. */
export class Attachments {
  readonly #elements = new Set<HTMLMediaElement>();
  readonly #onChange: (elements: ReadonlySet<HTMLMediaElement>) => void;

  constructor(onChange: (elements: ReadonlySet<HTMLMediaElement>) => void) {
    this.#onChange = onChange;
  }

  get elements(): ReadonlySet<HTMLMediaElement> {
    return this.#elements;
  }

  /**
   * Plays `track` in `element`. Another track of the same kind in the element's stream gives way; a track
   * of the other kind stays, so that one element can carry a voice and a face.
   */
  attach(element: HTMLMediaElement, track: MediaStreamTrack): void {
    const stream = element.srcObject instanceof MediaStream ? element.srcObject : new MediaStream();
    for (const other of stream.getTracks()) {
      if (other.kind === track.kind && other !== track) stream.removeTrack(other);
    }
    if (!stream.getTracks().includes(track)) stream.addTrack(track);
    if (element.srcObject !== stream) element.srcObject = stream; // else it would load anew, and show nothing meanwhile
    element.autoplay = true;
    if (element instanceof HTMLVideoElement) element.playsInline = true;
    if (!this.#elements.has(element)) {
      this.#elements.add(element);
      this.#onChange(this.#elements);
    }
  }

  detach(element: HTMLMediaElement, track: MediaStreamTrack): void {
    if (!this.#elements.delete(element)) return;
    if (element.srcObject instanceof MediaStream) {
      element.srcObject.removeTrack(track);
      if (element.srcObject.getTracks().length === 0) element.srcObject = null;
    }
    this.#onChange(this.#elements);
  }

  /** Puts a new source in the place of the old one in every element. */
  replace(before: MediaStreamTrack, after: MediaStreamTrack): void {
    for (const element of this.#elements) {
      if (element.srcObject instanceof MediaStream) element.srcObject.removeTrack(before);
      this.attach(element, after);
    }
  }
}

/** @throws TypeError when `target` is a selector that finds no media element, as in Twilio's SDK */
export function findMediaElement(target: HTMLMediaElement | string): HTMLMediaElement {
  if (typeof target !== "string") return target;
  const element = document.querySelector(target);
  if (element instanceof HTMLMediaElement) return element;
  throw new TypeError(`Selector matched no <audio> or <video>: ${target}`);
}
