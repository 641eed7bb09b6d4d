import type { PeerId } from "../room/ports.ts";
import type { Link } from "./link.ts";

/**
 * The one link to each participant, and the one that is being made in its place. The old one may still heal, and the
 * new one may find no path either: whichever is open first stays, by the word of who offered the new one.
 */
export class Links {
  readonly #links = new Map<PeerId, Link>();
  readonly #successors = new Map<PeerId, Link>();
  /** Links that are not worth waiting for. */
  readonly #unmended = new WeakSet<Link>();

  get(peerId: PeerId): Link | undefined {
    return this.#links.get(peerId);
  }
  [Symbol.iterator](): Iterator<[PeerId, Link]> {
    return this.#links[Symbol.iterator]();
  }

  /** Or about to be: a link that ICE may still mend counts. */
  isLinked(peerId: PeerId): boolean {
    if (this.#successors.has(peerId)) return true;
    const link = this.#links.get(peerId);
    if (link === undefined || link.state === "closed") return false;
    return link.state !== "recovering" || !this.#unmended.has(link);
  }

  /** Beside a link that has carried something the new one waits until it is open; any other is closed for it. */
  put(peerId: PeerId, link: Link): void {
    const before = this.#links.get(peerId);
    if (before?.state === "open" || before?.state === "recovering") {
      this.#successors.get(peerId)?.close();
      this.#successors.set(peerId, link);
    } else {
      this.#links.set(peerId, link);
      before?.close();
    }
  }

  isSuccessor(link: Link): boolean {
    return link.peerId !== undefined && this.#successors.get(link.peerId) === link;
  }

  successorOf(link: Link): Link | undefined {
    return link.peerId === undefined ? undefined : this.#successors.get(link.peerId);
  }

  /** It is open, so the one that it was made for goes. */
  promote(link: Link): void {
    if (link.peerId === undefined) return;
    const before = this.#links.get(link.peerId);
    this.#successors.delete(link.peerId);
    this.#links.set(link.peerId, link);
    before?.close();
  }

  /** Nobody wants a link any more. */
  dropSuccessor(peerId: PeerId): void {
    this.#successors.get(peerId)?.close();
  }

  /** The old one has healed. Only who offered the new one takes it back: were it for both, each could keep another one. */
  withdrawSuccessor(peerId: PeerId): void {
    const successor = this.#successors.get(peerId);
    if (successor?.caller === true) successor.close();
  }

  /** A link has closed. Its successor has nothing to wait for. */
  remove(link: Link): void {
    const { peerId } = link;
    if (peerId === undefined) return;
    if (this.#successors.get(peerId) === link) this.#successors.delete(peerId);
    if (this.#links.get(peerId) === link) this.#links.delete(peerId);
  }

  /** @param unmended whether a new link is to be made beside this one */
  judge(link: Link, unmended: boolean): void {
    if (unmended) this.#unmended.add(link);
    else this.#unmended.delete(link);
  }
}
