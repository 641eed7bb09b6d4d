import { roomCapacity } from "#protocol/limits";
import type { Description, PeerId, Signaling } from "../room/ports.ts";
import { Audit } from "./audit.ts";
import { dialTimeoutMs, DialPatience } from "./dial-patience.ts";
import { allCandidates, firstCandidates } from "./gathering.ts";
import type { Link } from "./link.ts";
import type { Links } from "./links.ts";
import { describe, inAnnounces, newOfferId, type Offer } from "./offers.ts";
import { PeerCalls, type Call } from "./peerjs.ts";
import { log } from "../room/log.ts";

/** How often offers without an address are made again: for who came unseen, and for pairs that missed each other. */
const unaddressedEveryMs = 15_000;

/** What a new link is made of. */
export interface Dialed {
  offerId: string;
  call: Call;
  /** We made the offer. */
  caller: boolean;
  /** Undefined: whoever takes the offer. */
  to: PeerId | undefined;
  /** The media in the first description. */
  stream: MediaStream;
  onClosed(): void;
}

export interface DialingParts {
  signaling: Signaling;
  links: Links;
  selfId(): PeerId;
  /** What goes into the first offer or answer. */
  stream(): MediaStream;
  newLink(dialed: Dialed): Link;
}

interface Dial {
  link: Link;
  caller: boolean;
  /** Whom we offered it to; undefined where the offer has no address, or they offered. */
  to: PeerId | undefined;
  described: PromiseWithResolvers<void>;
}

/** Who dials whom, when, and again. The newcomer dials; members that were there before answer. */
export class Dialing {
  readonly #parts: DialingParts;
  readonly #calls: PeerCalls;
  /** Every link by the id of the offer that made it, from dialling on until it closes. */
  readonly #dials = new Map<string, Dial>();
  /** Whom it is our turn to dial: members that came before us. */
  readonly #elders = new Set<PeerId>();
  readonly #patience = new DialPatience();
  readonly #audit = new Audit(() => void this.#dial());
  /** How many offers without an address are made at a time; 0 where the server says who is in. */
  #unaddressed = 0;
  #unaddressedAtMs = -Infinity;
  #redial: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(parts: DialingParts) {
    this.#parts = parts;
    this.#calls = new PeerCalls({
      described: (offerId) => this.#dials.get(offerId)?.described.resolve(),
      failed: (offerId, error) => {
        log("warn", "a handshake failed; it will be made again", error);
        if (offerId !== undefined) this.#dials.get(offerId)?.described.reject(error);
      },
    });
  }

  /** Let in, for the first time or again. */
  joined(elders: PeerId[], config: RTCConfiguration, unaddressed: number): void {
    this.#calls.configure(config);
    this.#elders.clear();
    for (const peerId of elders) this.#elders.add(peerId);
    this.#unaddressed = unaddressed;
    this.#unaddressedAtMs = -Infinity;
    this.#withdrawOffers(() => true); // made on a socket that is gone, and perhaps lost with it
    this.#runAudit();
    void this.#dial();
  }

  offered(from: PeerId, offerId: string, { sdp, hello }: Description): void {
    if (this.#closed || this.#dials.has(offerId)) return;
    if (this.#unaddressed > 0) {
      // chance brought it here; who has an older offer of ours, or a link that lives, needs none
      const link = this.#parts.links.get(from);
      if (link !== undefined && !this.#yields(link, from, false)) return;
    }
    this.forget(from);
    const described = Promise.withResolvers<void>();
    const stream = this.#stream();
    let call: Call;
    try {
      call = this.#calls.answer(offerId, sdp, stream);
    } catch (error) {
      log("warn", "an offer could not be taken; it will be made again", error);
      return;
    }
    const link = this.#newLink({ offerId, call, stream, caller: false, to: from });
    this.#dials.set(offerId, { link, caller: false, to: undefined, described });
    this.#parts.links.put(from, link);
    link.bind(from);
    void this.#answer(from, offerId, link, described.promise, hello);
  }

  answered(from: PeerId, offerId: string, { sdp, hello }: Description): void {
    const dial = this.#dials.get(offerId);
    if (dial === undefined || dial.link.peerId !== undefined) return;
    const present = this.#parts.links.get(from);
    if (this.#unaddressed > 0 && present !== undefined && !this.#yields(present, from, true))
      return dial.link.close();
    this.#parts.links.put(from, dial.link);
    this.#calls.answered(offerId, sdp);
    dial.link.bind(from);
    dial.link.receiveHello(hello);
  }

  /** @returns the link that this offer made */
  linkOf(offerId: string): Link | undefined {
    return this.#dials.get(offerId)?.link;
  }

  addresseeOf(offerId: string): PeerId | undefined {
    return this.#dials.get(offerId)?.to;
  }

  /** They came after us, or are gone: no offer of ours is to reach them. */
  forget(peerId: PeerId): void {
    this.#elders.delete(peerId);
    this.withdraw(peerId);
    this.#runAudit();
  }

  /** The link to them has healed: nobody needs the offer of another. */
  withdraw(peerId: PeerId): void {
    this.#withdrawOffers((to) => to === peerId);
  }

  /** How many others are linked or to be dialled. */
  others(): number {
    return new Set([...this.#elders, ...new Map(this.#parts.links).keys()]).size;
  }

  isElder(peerId: PeerId): boolean {
    return this.#elders.has(peerId);
  }

  /** Several links may ask for it in one moment; they are dialled together. */
  dialSoon(): void {
    this.#redial ??= setTimeout(() => void this.#dial());
  }

  /** This device's network is another: what has no path yet would look for it from the old one. */
  dialAnew(): void {
    for (const { link, caller } of this.#dials.values())
      if (caller && link.state === "dialing" && !link.hasPath) link.close();
    this.dialSoon();
  }

  /** Made, and not answered yet. */
  offersOut(): { link: Link; to: PeerId | undefined }[] {
    return [...this.#dials.values()].filter(({ link, caller }) => caller && link.peerId === undefined);
  }

  links(): Link[] {
    return [...this.#dials.values()].map(({ link }) => link);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#redial);
    this.#audit.run(false);
    this.#calls.destroy();
  }

  /** Offers to every elder without a link or an offer under way, gathered together and sent in one announce. */
  async #dial(): Promise<void> {
    clearTimeout(this.#redial);
    this.#redial = undefined;
    if (this.#closed) return;
    const missing = this.#missing();
    // To one member candidates may follow in a frame of their own, 5 ms saved; to nine that is nine frames more.
    const gather = this.#unaddressed > 0 ? allCandidates : missing.length === 1 ? undefined : firstCandidates;
    const offers = await Promise.all(missing.map((peerId) => this.#offer(peerId, gather)));
    const ready = offers.filter((offer) => offer !== undefined);
    for (const announce of inAnnounces(ready)) this.#parts.signaling.announce(announce);
    for (const { offerId } of ready) this.#dials.get(offerId)?.link.late.release();
  }

  #missing(): (PeerId | undefined)[] {
    const out = this.offersOut();
    if (this.#unaddressed > 0) {
      const nowMs = performance.now();
      if (out.length > 0 || nowMs - this.#unaddressedAtMs < unaddressedEveryMs) return [];
      this.#unaddressedAtMs = nowMs;
      const free = roomCapacity["peer-to-peer"] - 1 - [...this.#parts.links].length;
      return Array<undefined>(Math.max(0, Math.min(this.#unaddressed, free))).fill(undefined);
    }
    const dialled = new Set(out.map(({ to }) => to));
    return [...this.#elders].filter((peerId) => !dialled.has(peerId) && !this.#parts.links.isLinked(peerId));
  }

  /**
   * Offers without an address may cross. Both ends then see both links, and keep the one that the smaller peer id
   * offered. One that has stood for longer crosses nothing: it stays.
   * @param ours whether we offered the other link
   * @returns whether the present link makes way for the other
   */
  #yields(present: Link, from: PeerId, ours: boolean): boolean {
    if (!this.#parts.links.isLinked(from)) return true;
    const crossing = performance.now() - present.madeAtMs < dialTimeoutMs && present.caller !== ours;
    return crossing && this.#parts.selfId() < from === ours;
  }

  #runAudit(): void {
    this.#audit.run(this.#elders.size > 0 || this.#unaddressed > 0);
  }

  /** Ends offers that nobody has answered yet. */
  #withdrawOffers(which: (to: PeerId | undefined) => boolean): void {
    for (const { link, to } of this.offersOut()) if (which(to)) link.close();
  }

  /** @returns undefined when it came to nothing; the audit sees to it */
  async #offer(
    to: PeerId | undefined,
    gather: ((pc: RTCPeerConnection) => Promise<void>) | undefined,
  ): Promise<Offer | undefined> {
    const offerId = newOfferId();
    const described = Promise.withResolvers<void>();
    const stream = this.#stream();
    let link: Link | undefined;
    try {
      const call = this.#calls.offer(offerId, stream);
      link = this.#newLink({ offerId, call, stream, caller: true, to });
      this.#dials.set(offerId, { link, caller: true, to, described });
      await described.promise;
      await gather?.(call.pc); // no candidate comes before
    } catch (error) {
      log("warn", "an offer could not be made; it will be made again", error);
      link?.close();
      return undefined;
    }
    if (to !== undefined && this.#parts.links.isLinked(to)) link.close(); // mended meanwhile
    const description = describe(link);
    if (description === undefined) return undefined;
    return { offerId, description: to === undefined ? description : { ...description, to_peer_id: to } };
  }

  /** The answer goes first; what the page does about the newcomer's tracks must not hold it up. */
  async #answer(
    to: PeerId,
    offerId: string,
    link: Link,
    described: Promise<void>,
    hello: string | undefined,
  ): Promise<void> {
    const gathered = this.#unaddressed > 0 ? allCandidates(link.pc) : undefined;
    try {
      await described;
      await gathered;
    } catch {
      link.close(); // told in `failed`; the other side dials again
      return;
    }
    const description = describe(link);
    if (description === undefined) return; // closed meanwhile
    this.#parts.signaling.answer(to, offerId, description);
    link.receiveHello(hello);
  }

  #newLink(dialed: Omit<Dialed, "onClosed">): Link {
    const { offerId } = dialed;
    const link = this.#parts.newLink({
      ...dialed,
      onClosed: () => {
        stopWaiting();
        this.#dials.get(offerId)?.described.resolve();
        this.#dials.delete(offerId);
        this.#parts.links.remove(link);
      },
    });
    const stopWaiting = this.#patience.watch(link, {
      to: () => link.peerId ?? this.#dials.get(offerId)?.to,
      giveUp: () => {
        link.close();
        this.dialSoon();
      },
    });
    return link;
  }

  /** Offers without an address stay small; media follows over the link. */
  #stream(): MediaStream {
    return this.#unaddressed > 0 ? new MediaStream() : this.#parts.stream();
  }
}
