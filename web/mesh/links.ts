import type { PeerId } from "../room/ports.ts";
import type { Link } from "./link.ts";

/** The one link to each participant. */
export class Links {
  readonly #links = new Map<PeerId, Link>();
  /** Links that ICE had its time for, in vain. */
  readonly #unmended = new WeakSet<Link>();

  get(peerId: PeerId): Link | undefined {
    return this.#links.get(peerId);
  }
  [Symbol.iterator](): Iterator<[PeerId, Link]> {
    return this.#links[Symbol.iterator]();
  }

  /** Or about to be: a link that ICE may still mend counts. */
  isLinked(peerId: PeerId): boolean {
    const link = this.#links.get(peerId);
    if (link === undefined || link.state === "closed") return false;
    return link.state !== "recovering" || !this.#unmended.has(link);
  }

  /** Replaces an older link, which is closed. */
  put(peerId: PeerId, link: Link): void {
    const before = this.#links.get(peerId);
    this.#links.set(peerId, link);
    if (before !== link) before?.close();
  }

  /** A link has closed. */
  remove(link: Link): void {
    if (link.peerId !== undefined && this.#links.get(link.peerId) === link) this.#links.delete(link.peerId);
  }

  /** @param unmended whether only a new link can help this one's pair */
  judge(link: Link, unmended: boolean): void {
    if (unmended) this.#unmended.add(link);
    else this.#unmended.delete(link);
  }
}
