import type { PeerId, Publication } from "../room/ports.ts";
import type { TrackInfo } from "../room/track-info.ts";
import { log } from "../room/log.ts";
import type { Link } from "./link.ts";

const none: ReadonlySet<never> = new Set();

/** What does not go over a link though it could: own tracks that a peer is not sent, and media not taken from it. */
export class Withheld {
  readonly #publications: ReadonlyMap<string, Publication>;
  readonly #eachLink: (act: (link: Link) => void) => void;
  readonly #sids = new Map<PeerId, ReadonlySet<string>>();
  /** Of these kinds nobody is sent anything. */
  #silenced: ReadonlySet<TrackInfo["kind"]> = none;
  readonly #refused = new Map<PeerId, ReadonlySet<TrackInfo["kind"]>>();

  constructor(publications: ReadonlyMap<string, Publication>, eachLink: (act: (link: Link) => void) => void) {
    this.#publications = publications;
    this.#eachLink = eachLink;
  }

  withhold(peerId: PeerId, sids: ReadonlySet<string>): void {
    this.#sids.set(peerId, sids);
    this.#again(peerId);
  }

  silence(kinds: ReadonlySet<TrackInfo["kind"]>): void {
    this.#silenced = kinds;
    this.#again();
  }

  /** One of this kind is new. */
  published(kind: TrackInfo["kind"]): void {
    if (this.#silenced.has(kind)) this.#again();
  }

  /** @param peerId undefined: from whoever it turns out to be */
  from(peerId: PeerId | undefined): ReadonlySet<string> {
    const withheld = new Set(peerId === undefined ? none : this.#sids.get(peerId));
    for (const sid of this.#publications.keys()) if (this.#isSilenced(sid)) withheld.add(sid);
    return withheld;
  }

  isFrom(peerId: PeerId, sid: string): boolean {
    return this.#sids.get(peerId)?.has(sid) === true || this.#isSilenced(sid);
  }

  refuse(peerId: PeerId, kinds: ReadonlySet<TrackInfo["kind"]>): void {
    if (kinds.size === 0 && !this.#refused.has(peerId)) return;
    this.#refused.set(peerId, kinds);
    this.#eachLink((link) => {
      if (link.peerId === peerId) void this.refuseOn(link, peerId);
    });
  }

  async refuseOn({ pc }: Link, peerId: PeerId): Promise<void> {
    if (!this.#refused.has(peerId)) return;
    try {
      const { refuse } = await import("./refusal.ts");
      refuse(pc, this.#refused.get(peerId) ?? none);
    } catch (error) {
      log("warn", "media come in unshown", error);
    }
  }

  forget(peerId: PeerId): void {
    this.#sids.delete(peerId);
    this.#refused.delete(peerId);
  }

  /** @param peerId undefined: from everybody who is not to have something */
  #again(peerId?: PeerId): void {
    this.#eachLink((link) => {
      if (link.peerId !== undefined && (peerId === undefined || link.peerId === peerId))
        link.withhold(this.from(link.peerId));
    });
  }

  #isSilenced(sid: string): boolean {
    const kind = this.#publications.get(sid)?.info.kind;
    return kind !== undefined && this.#silenced.has(kind);
  }
}
