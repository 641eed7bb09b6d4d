import { sizeByPicture } from "./picture-size.ts";
import { usualSize } from "./video-profile.ts";

/** What the elements that show one video track can use of it, device pixels; 0 x 0: nobody looks. */
export interface TileSize {
  widthPx: number;
  heightPx: number;
}

/**
 * Below this share of a tile on screen nobody sees anything useful (Twilio's automatic switch-off has it too). Of a tile as
 * large as its picture any part counts: with the picture the share would come and go.
 */
const visibleShare = 0.25;
/** Who looks at another tab for a moment finds the picture still running. */
const hiddenPatienceMs = 2_000;
/** A track that nobody shows is asked for so long, for the sake of its first frame and its dimensions. */
const firstFramePatienceMs = 5_000;
/** A floating window has about this size, whatever the element in the page has. */
const floatingTile: TileSize = { widthPx: 640, heightPx: 360 };
const nothingSeen: TileSize = { widthPx: 0, heightPx: 0 };
const floatingEvents = ["enterpictureinpicture", "leavepictureinpicture"];

/**
 * Watches the elements that show one video track and reports, whenever it changes, what the largest visible
 * of them can use. In a hidden page only what floats above it (picture-in-picture) is visible.
 */
export class TileWatch {
  #report: (size: TileSize) => void;
  /** What is known of each element's visibility: sizes are reported a moment before it. */
  readonly #looks = new Map<Element, IntersectionObserverEntry>();
  readonly #resize: ResizeObserver | undefined;
  readonly #intersection: IntersectionObserver | undefined;
  #elements: ReadonlySet<HTMLMediaElement> = new Set();
  #last = "";
  /** The longer side of the largest picture so far, or of the usual one. */
  #longestPx = usualSize.widthPx;
  #pageHidden = false;
  #attaching: ReturnType<typeof setTimeout> | undefined;
  #hiding: ReturnType<typeof setTimeout> | undefined;

  constructor(report: (size: TileSize) => void) {
    this.#report = report;
    if (typeof ResizeObserver === "undefined" || typeof IntersectionObserver === "undefined") return;
    this.#resize = new ResizeObserver(this.#measure);
    this.#intersection = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) this.#looks.set(entry.target, entry);
        this.#measure();
      },
      { threshold: [0, visibleShare] },
    );
    this.#attaching = setTimeout(() => this.settle(), firstFramePatienceMs);
    document.addEventListener("visibilitychange", this.#pageChanged);
    this.#pageChanged();
  }

  watch(elements: ReadonlySet<HTMLMediaElement>): void {
    for (const element of this.#elements) {
      if (elements.has(element)) continue;
      this.#resize?.unobserve(element);
      this.#intersection?.unobserve(element);
      this.#looks.delete(element);
      for (const type of floatingEvents) element.removeEventListener(type, this.#measure);
    }
    for (const element of elements) {
      this.#resize?.observe(element);
      this.#intersection?.observe(element);
      for (const type of floatingEvents) element.addEventListener(type, this.#measure);
    }
    if (this.#elements.size === 0) this.#last = ""; // what was so without a tile is said again
    this.#elements = new Set(elements);
    // observers report by themselves once they have looked; only "nobody shows it" needs saying here
    if (elements.size === 0) this.#measure();
  }

  /** The first frame has come: from now on a track that nobody shows is not asked for. */
  settle(): void {
    clearTimeout(this.#attaching);
    if (this.#elements.size === 0) this.#measure();
  }

  close(): void {
    this.#report = () => undefined;
    clearTimeout(this.#attaching);
    clearTimeout(this.#hiding);
    this.#resize?.disconnect();
    this.#intersection?.disconnect();
    document.removeEventListener("visibilitychange", this.#pageChanged);
  }

  readonly #pageChanged = (): void => {
    clearTimeout(this.#hiding);
    if (document.hidden) {
      this.#hiding = setTimeout(() => {
        this.#pageHidden = true;
        this.#measure();
      }, hiddenPatienceMs);
    } else if (this.#pageHidden) {
      this.#pageHidden = false;
      this.#measure();
    }
  };

  readonly #measure = (): void => {
    const known =
      this.#pageHidden ||
      [...this.#elements].every((element) => this.#looks.has(element) || isElsewhere(element));
    if (!known) return;
    let size = nothingSeen;
    for (const element of this.#elements) {
      const seen = this.#sizeOf(element);
      if (seen.widthPx * seen.heightPx > size.widthPx * size.heightPx) size = seen;
    }
    const key = `${size.widthPx}x${size.heightPx}`;
    if (key === this.#last) return;
    this.#last = key;
    this.#report(size);
  };

  #sizeOf(element: HTMLMediaElement): TileSize {
    if (document.pictureInPictureElement === element) return floatingTile;
    const look = this.#looks.get(element);
    const [isInSight, isUseful] = isElsewhere(element)
      ? [true, true]
      : [!this.#pageHidden && look?.isIntersecting === true, (look?.intersectionRatio ?? 0) >= visibleShare];
    if (!isInSight) return nothingSeen;
    if (element instanceof HTMLVideoElement)
      this.#longestPx = Math.max(this.#longestPx, element.videoWidth, element.videoHeight);
    const byPicture = sizeByPicture(element, this.#longestPx);
    if (byPicture !== undefined) return byPicture;
    if (!isUseful) return nothingSeen;
    return {
      widthPx: Math.round(element.clientWidth * devicePixelRatio),
      heightPx: Math.round(element.clientHeight * devicePixelRatio),
    };
  }
}

/** A window of the document picture-in-picture API is a page of its own, which no observer of ours looks at. */
function isElsewhere({ ownerDocument: { defaultView } }: Element): boolean {
  return defaultView !== null && defaultView.top !== top;
}
