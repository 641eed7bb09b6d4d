import type { CandidateJson, Member } from "#protocol/announce";
import type {
  AudioLevel,
  ChooseLayers,
  Description,
  Joined,
  Mesh,
  MeshFact,
  OpenLinkData,
  PeerId,
  Publication,
  Signaling,
  Wish,
} from "../room/ports.ts";
import { Audit } from "./audit.ts";
import { firstCandidates } from "./gathering.ts";
import { Link } from "./link.ts";
import { describe, inAnnounces, newOfferId, type Offer } from "./offers.ts";
import { PeerCalls } from "./peerjs.ts";

/** A link that did not open by then is given up; whose turn it is dials again: the peer may have been reloading. */
const dialTimeoutMs = 10_000;
/** A link that ICE could not mend by then is dialled anew; the restart itself rides on the dead path. */
const mendPatienceMs = 4_000;

export interface MeshParts {
  signaling: Signaling;
  openLinkData: OpenLinkData;
  /** Gives no layers when the kernel could not start: video is sent as the browser sees fit. */
  chooseLayers: ChooseLayers;
  iceServers: RTCIceServer[];
  iceTransportPolicy: RTCIceTransportPolicy | undefined;
}

interface Dial {
  link: Link;
  /** Whom we offered it to; undefined where they offered. */
  to: PeerId | undefined;
  described: PromiseWithResolvers<void>;
}

/** A received offer on its way to being answered. */
interface Answering {
  described: Promise<void>;
  hello: string | undefined;
}

/** One link for each other participant. The newcomer dials; members that were there before answer. */
export class PeerMesh implements Mesh {
  readonly #parts: MeshParts;
  readonly #calls: PeerCalls;
  readonly #publications = new Map<string, Publication>();
  readonly #links = new Map<PeerId, Link>();
  /** Every link by the id of the offer that made it, from dialling on until it closes. */
  readonly #dials = new Map<string, Dial>();
  /** Whom it is our turn to dial: members that came before us. */
  readonly #elders = new Set<PeerId>();
  /** Links that ICE had its time for, in vain. */
  readonly #unmended = new WeakSet<Link>();
  readonly #audit = new Audit(() => void this.#dial());
  #onFact: (fact: MeshFact) => void = () => undefined;
  #selfId: PeerId = "";
  #roomSid = "";
  #redial: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(parts: MeshParts) {
    this.#parts = parts;
    this.#calls = new PeerCalls({
      described: (offerId) => this.#dials.get(offerId)?.described.resolve(),
      failed: (offerId, error) => {
        console.warn("Meshcall: a handshake failed and will be tried again", error);
        if (offerId !== undefined) this.#dials.get(offerId)?.described.reject(error);
      },
    });
  }

  start(onFact: (fact: MeshFact) => void): void {
    this.#onFact = onFact;
  }

  joined({ self, room, peers, ice }: Joined): void {
    this.#selfId = self.peerId;
    this.#roomSid = room.sid;
    const config: RTCConfiguration = { iceServers: [...ice.map(iceServer), ...this.#parts.iceServers] };
    if (this.#parts.iceTransportPolicy !== undefined)
      config.iceTransportPolicy = this.#parts.iceTransportPolicy;
    this.#calls.configure(config);
    this.#elders.clear();
    for (const { peerId } of peers) this.#elders.add(peerId);
    this.#withdrawOffers(() => true); // made on a socket that is gone, and perhaps lost with it
    this.#audit.run(this.#elders.size > 0);
    void this.#dial();
  }

  offered(from: Member, offerId: string, { sdp, hello }: Description): void {
    if (this.#closed || this.#dials.has(offerId)) return;
    this.#links.get(from.peerId)?.close(); // they would not dial again if the old link were alive
    this.#leaveTheTurnTo(from.peerId);
    const described = Promise.withResolvers<void>();
    const stream = this.#stream();
    let call: ReturnType<PeerCalls["answer"]>;
    try {
      call = this.#calls.answer(offerId, sdp, stream);
    } catch (error) {
      console.warn("Meshcall: an offer could not be taken; it will be made again", error);
      return;
    }
    const link = this.#newLink(offerId, call, stream, false);
    this.#dials.set(offerId, { link, to: undefined, described });
    this.#links.set(from.peerId, link);
    link.bind(from.peerId);
    void this.#answer(from.peerId, offerId, link, { described: described.promise, hello });
  }

  answered(from: PeerId, offerId: string, { sdp, hello }: Description): void {
    const dial = this.#dials.get(offerId);
    if (dial === undefined || dial.link.peerId !== undefined) return;
    this.#links.get(from)?.close();
    this.#links.set(from, dial.link);
    this.#calls.answered(offerId, sdp);
    dial.link.bind(from);
    dial.link.receiveHello(hello);
  }

  candidates(from: PeerId, offerId: string, candidates: CandidateJson[]): void {
    const dial = this.#dials.get(offerId);
    if (dial?.link.peerId === from) dial.link.addCandidates(candidates);
  }

  probe(peerId: PeerId): void {
    const link = this.#links.get(peerId);
    if (link === undefined || link.state === "dialing") this.#onFact({ fact: "gone", peerId });
    else link.probe();
  }

  drop(peerId: PeerId): void {
    this.#leaveTheTurnTo(peerId);
    this.#links.get(peerId)?.close();
  }

  publish(publication: Publication): void {
    this.#publications.set(publication.info.sid, publication);
    this.#eachLink((link) => link.publish(publication));
  }

  unpublish(sid: string): void {
    this.#publications.delete(sid);
    this.#eachLink((link) => link.unpublish(sid));
  }

  replaceMedia(sid: string, mediaStreamTrack: MediaStreamTrack): void {
    const publication = this.#publications.get(sid);
    if (publication?.mediaStreamTrack === undefined) return;
    this.#publications.set(sid, { info: publication.info, mediaStreamTrack });
    this.#eachLink((link) => link.replaceMedia(sid, mediaStreamTrack));
  }

  setEnabled(sid: string, enabled: boolean): void {
    const publication = this.#publications.get(sid);
    if (publication === undefined) return;
    publication.info.enabled = enabled;
    this.#eachLink((link) => link.sendControl({ type: "enabled", sid, enabled }));
  }

  setLevel({ levelDbov, speaking }: AudioLevel): void {
    const rounded = Math.max(-127, Math.min(0, Math.round(levelDbov)));
    this.#eachLink((link) => link.sendLevel(rounded, speaking));
  }

  wish(peerId: PeerId, sid: string, { widthPx, heightPx }: Wish): void {
    this.#links.get(peerId)?.sendControl({ type: "wish", sid, widthPx, heightPx });
  }

  async send(sid: string, data: string | ArrayBuffer): Promise<void> {
    // whoever answers an offer under way is in already; but nobody gets a message over an old and a new link
    const receivers = new Map<PeerId, Link>();
    for (const { to, link } of this.#offersOut()) receivers.set(to, link);
    for (const [peerId, link] of this.#links) receivers.set(peerId, link);
    const sending = [...receivers].map(async ([peerId, link]) => {
      try {
        await link.send(sid, data);
      } catch (error) {
        // who left meanwhile needs no message
        if (link.state !== "closed" || this.#links.has(peerId) || this.#elders.has(peerId)) throw error;
      }
    });
    for (const result of await Promise.allSettled(sending))
      if (result.status === "rejected") throw result.reason;
  }

  async statsReports(): Promise<Map<PeerId, RTCStatsReport>> {
    const reports = [...this.#links].map(async ([peerId, { pc }]) => [peerId, await pc.getStats()] as const);
    return new Map(await Promise.all(reports));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#redial);
    this.#audit.run(false);
    this.#eachLink((link) => {
      link.sendControl({ type: "bye" });
      link.close();
    });
    this.#calls.destroy();
  }

  /** Offers to every elder without a link or an offer under way, gathered together and sent in one announce. */
  async #dial(): Promise<void> {
    clearTimeout(this.#redial);
    this.#redial = undefined;
    if (this.#closed) return;
    const missing = this.#missing();
    // To one member candidates may follow in a frame of their own, 5 ms saved; to nine that is nine frames more.
    const gather = missing.length === 1 ? undefined : firstCandidates;
    const offers = await Promise.all(missing.map((peerId) => this.#offer(peerId, gather)));
    const ready = offers.filter((offer) => offer !== undefined);
    for (const announce of inAnnounces(ready)) this.#parts.signaling.announce(announce);
    for (const { offerId } of ready) this.#dials.get(offerId)?.link.late.release();
  }

  #missing(): PeerId[] {
    const dialled = new Set(this.#offersOut().map(({ to }) => to));
    return [...this.#elders].filter((peerId) => !dialled.has(peerId) && !this.#isLinked(peerId));
  }

  /** Or about to be: a link that ICE may still mend counts. */
  #isLinked(peerId: PeerId): boolean {
    const link = this.#links.get(peerId);
    if (link === undefined || link.state === "closed") return false;
    return link.state !== "recovering" || !this.#unmended.has(link);
  }

  /** They came after us, or are gone: no offer of ours is to reach them. */
  #leaveTheTurnTo(peerId: PeerId): void {
    this.#elders.delete(peerId);
    this.#withdrawOffers((to) => to === peerId);
    this.#audit.run(this.#elders.size > 0);
  }

  /** Ends offers that nobody has answered yet. */
  #withdrawOffers(which: (to: PeerId) => boolean): void {
    for (const { link, to } of this.#offersOut()) if (which(to)) link.close();
  }

  /** Made, and not answered yet. */
  #offersOut(): { link: Link; to: PeerId }[] {
    return [...this.#dials.values()].flatMap(({ link, to }) =>
      to === undefined || link.peerId !== undefined ? [] : [{ link, to }],
    );
  }

  /** Several links may ask for it in one moment; they are dialled together. */
  #dialSoon(): void {
    this.#redial ??= setTimeout(() => void this.#dial());
  }

  /** @returns undefined when it came to nothing; the audit sees to it */
  async #offer(to: PeerId, gather: typeof firstCandidates | undefined): Promise<Offer | undefined> {
    const offerId = newOfferId();
    const described = Promise.withResolvers<void>();
    const stream = this.#stream();
    let link: Link | undefined;
    try {
      const call = this.#calls.offer(offerId, stream);
      link = this.#newLink(offerId, call, stream, true);
      this.#dials.set(offerId, { link, to, described });
      const gathered = gather?.(call.pc);
      await described.promise;
      await gathered;
    } catch (error) {
      console.warn("Meshcall: an offer could not be made; it will be tried again", error);
      link?.close();
      return undefined;
    }
    if (this.#isLinked(to)) link.close(); // mended meanwhile
    const description = describe(link);
    return description === undefined
      ? undefined
      : { offerId, description: { ...description, to_peer_id: to } };
  }

  /** The answer goes first; what the page does about the newcomer's tracks must not hold it up. */
  async #answer(to: PeerId, offerId: string, link: Link, { described, hello }: Answering): Promise<void> {
    try {
      await described;
    } catch {
      link.close(); // told in `failed`; the other side dials again
      return;
    }
    const description = describe(link);
    if (description === undefined) return; // closed meanwhile
    this.#parts.signaling.answer(to, offerId, description);
    link.receiveHello(hello);
  }

  #newLink(
    offerId: string,
    call: ReturnType<PeerCalls["offer"]>,
    stream: MediaStream,
    caller: boolean,
  ): Link {
    const link = new Link({
      selfId: this.#selfId,
      roomSid: this.#roomSid,
      call,
      caller,
      stream,
      publications: this.#publications,
      data: this.#parts.openLinkData(offerId),
      chooseLayers: this.#parts.chooseLayers,
      sendCandidates: (candidates) => {
        const to = link.peerId ?? this.#dials.get(offerId)?.to;
        if (to !== undefined) this.#parts.signaling.candidates(to, offerId, candidates);
      },
      onFact: (fact) => {
        if (fact.fact === "linkState") this.#giveTimeToMend(link);
        this.#onFact(fact);
      },
      onClosed: (closed) => {
        clearTimeout(timeout);
        this.#dials.get(offerId)?.described.resolve();
        this.#dials.delete(offerId);
        if (closed.peerId !== undefined && this.#links.get(closed.peerId) === closed)
          this.#links.delete(closed.peerId);
      },
    });
    const timeout = setTimeout(() => {
      if (link.state !== "dialing") return;
      link.close();
      this.#dialSoon();
    }, dialTimeoutMs);
    return link;
  }

  #giveTimeToMend(link: Link): void {
    this.#unmended.delete(link);
    if (link.state !== "recovering") return;
    setTimeout(() => {
      if (link.state !== "recovering") return;
      this.#unmended.add(link);
      this.#dialSoon();
    }, mendPatienceMs);
  }

  /** What goes into the first offer or answer. */
  #stream(): MediaStream {
    const tracks = [...this.#publications.values()].flatMap(({ mediaStreamTrack }) => mediaStreamTrack ?? []);
    return new MediaStream(tracks);
  }

  #eachLink(act: (link: Link) => void): void {
    for (const link of this.#allLinks()) act(link);
  }

  #allLinks(): Link[] {
    return [...new Set([...this.#links.values(), ...[...this.#dials.values()].map((dial) => dial.link)])];
  }
}

function iceServer({ urls, username, credential }: Joined["ice"][number]): RTCIceServer {
  const server: RTCIceServer = { urls };
  if (username !== undefined) server.username = username;
  if (credential !== undefined) server.credential = credential;
  return server;
}
