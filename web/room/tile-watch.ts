import type { Wish } from "./ports.ts";

/** Below this share of a tile on screen nobody sees anything useful (Twilio's automatic switch-off has it too). */
const visibleShare = 0.25;

/**
 * Watches the elements that show one video track and reports, whenever it changes, what the largest visible
 * of them can use.
 */
export class TileWatch {
  readonly #report: (wish: Wish) => void;
  readonly #visible = new Set<Element>();
  readonly #resize: ResizeObserver | undefined;
  readonly #intersection: IntersectionObserver | undefined;
  #elements: ReadonlySet<HTMLMediaElement> = new Set();
  #last = "";

  constructor(report: (wish: Wish) => void) {
    this.#report = report;
    if (typeof ResizeObserver === "undefined" || typeof IntersectionObserver === "undefined") return;
    this.#resize = new ResizeObserver(() => this.#measure());
    this.#intersection = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (entry.intersectionRatio >= visibleShare) this.#visible.add(entry.target);
          else this.#visible.delete(entry.target);
        }
        this.#measure();
      },
      { threshold: [0, visibleShare] },
    );
  }

  watch(elements: ReadonlySet<HTMLMediaElement>): void {
    for (const element of this.#elements) {
      if (elements.has(element)) continue;
      this.#resize?.unobserve(element);
      this.#intersection?.unobserve(element);
      this.#visible.delete(element);
    }
    for (const element of elements) {
      this.#resize?.observe(element);
      this.#intersection?.observe(element);
    }
    this.#elements = new Set(elements);
    // observers report by themselves once they have looked; only "nobody shows it" needs saying here
    if (elements.size === 0) this.#measure();
  }

  /** Reports once more, for a new listener at the far end. */
  repeat(): void {
    if (this.#last === "") return;
    this.#last = "";
    this.#measure();
  }

  close(): void {
    this.#resize?.disconnect();
    this.#intersection?.disconnect();
  }

  #measure(): void {
    let wish: Wish = { widthPx: 0, heightPx: 0 };
    for (const element of this.#visible) {
      const widthPx = Math.round(element.clientWidth * devicePixelRatio);
      const heightPx = Math.round(element.clientHeight * devicePixelRatio);
      if (widthPx * heightPx > wish.widthPx * wish.heightPx) wish = { widthPx, heightPx };
    }
    const key = `${wish.widthPx}x${wish.heightPx}`;
    if (key === this.#last) return;
    this.#last = key;
    this.#report(wish);
  }
}
