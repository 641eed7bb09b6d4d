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
import { firstCandidates } from "./gathering.ts";
import { Link } from "./link.ts";
import { PeerCalls } from "./peerjs.ts";

/** A link that did not open by then is given up; whose turn it is dials again: the peer may have been reloading. */
const dialTimeoutMs = 10_000;
/** A link that ICE could not mend by then is dialled anew; the restart itself rides on the dead path. */
const mendPatienceMs = 4_000;
const offerIdChars = 20;

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
  described: PromiseWithResolvers<void>;
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
    if (this.#parts.iceTransportPolicy !== undefined) config.iceTransportPolicy = this.#parts.iceTransportPolicy;
    this.#calls.configure(config);
    this.#elders.clear();
    for (const { peerId } of peers) this.#elders.add(peerId);
    void this.#dial();
  }

  offered(from: Member, offerId: string, { sdp, hello }: Description): void {
    if (this.#closed || this.#dials.has(offerId)) return;
    this.#links.get(from.peerId)?.close(); // they would not dial again if the old link were alive
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
    this.#dials.set(offerId, { link, described });
    this.#links.set(from.peerId, link);
    link.bind(from.peerId);
    link.receiveHello(hello);
    void this.#answerWhenReady(from.peerId, offerId, link, described.promise);
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
    this.#elders.delete(peerId);
    this.#links.get(peerId)?.close();
    if (this.#missing().length === 0) this.#withdrawOffers();
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
    const offering = [...this.#elders].some((peerId) => !this.#links.has(peerId));
    const links = offering ? this.#allLinks() : [...this.#links.values()];
    const results = await Promise.allSettled(links.map((link) => link.send(sid, data)));
    for (const [index, result] of results.entries()) {
      const link = links[index];
      if (result.status === "rejected" && link !== undefined && this.#isWanted(link)) throw result.reason;
    }
  }

  /** Is its far end still in the room, as far as we know? Who left meanwhile needs no message. */
  #isWanted({ state, peerId }: Link): boolean {
    if (state !== "closed") return true;
    return peerId === undefined ? this.#missing().length > 0 : this.#links.has(peerId);
  }

  async statsReports(): Promise<Map<PeerId, RTCStatsReport>> {
    const reports = [...this.#links].map(async ([peerId, { pc }]) => [peerId, await pc.getStats()] as const);
    return new Map(await Promise.all(reports));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#redial);
    this.#eachLink((link) => {
      link.sendControl({ type: "bye" });
      link.close();
    });
    this.#calls.destroy();
  }

  /** Offers to every elder without a live link, in one announce. */
  async #dial(): Promise<void> {
    clearTimeout(this.#redial);
    this.#redial = undefined;
    this.#withdrawOffers();
    const missing = this.#missing();
    if (this.#closed || missing.length === 0) return;
    const offers = await Promise.all(missing.map(() => this.#offer()));
    if (this.#closed) return;
    const ready = offers.flatMap(({ offerId, link }) => {
      const description = describe(link);
      return description === undefined ? [] : [{ offerId, description }];
    });
    if (ready.length > 0) this.#parts.signaling.announce(ready);
  }

  #missing(): PeerId[] {
    return [...this.#elders].filter((peerId) => {
      const state = this.#links.get(peerId)?.state;
      return state === undefined || state === "closed" || state === "recovering";
    });
  }

  /** Offers are unaddressed: unanswered ones would come on top of those that are made next. */
  #withdrawOffers(): void {
    for (const { link } of this.#dials.values()) if (link.peerId === undefined) link.close();
  }

  /** Several links may ask for it; they are dialled together. */
  #dialLater(delayMs: number): void {
    this.#redial ??= setTimeout(() => void this.#dial(), delayMs);
  }

  async #offer(): Promise<{ offerId: string; link: Link }> {
    const offerId = newOfferId();
    const described = Promise.withResolvers<void>();
    const stream = this.#stream();
    const call = this.#calls.offer(offerId, stream);
    const link = this.#newLink(offerId, call, stream, true);
    this.#dials.set(offerId, { link, described });
    const gathered = firstCandidates(call.pc);
    await described.promise;
    await gathered;
    return { offerId, link };
  }

  async #answerWhenReady(to: PeerId, offerId: string, link: Link, described: Promise<void>): Promise<void> {
    try {
      const gathered = firstCandidates(link.pc);
      await described;
      await gathered;
    } catch {
      this.#dials.get(offerId)?.link.close(); // told in `failed`; the other side dials again
      return;
    }
    const description = describe(link);
    if (description !== undefined) this.#parts.signaling.answer(to, offerId, description);
  }

  #newLink(offerId: string, call: ReturnType<PeerCalls["offer"]>, stream: MediaStream, caller: boolean): Link {
    const link = new Link({
      selfId: this.#selfId,
      roomSid: this.#roomSid,
      call,
      caller,
      stream,
      publications: this.#publications,
      data: this.#parts.openLinkData(offerId),
      chooseLayers: this.#parts.chooseLayers,
      sendCandidates: (peerId, candidates) => this.#parts.signaling.candidates(peerId, offerId, candidates),
      onFact: (fact) => {
        if (fact.fact === "linkState" && fact.state === "recovering") this.#dialLater(mendPatienceMs);
        this.#onFact(fact);
      },
      onClosed: (closed) => {
        clearTimeout(timeout);
        this.#dials.get(offerId)?.described.resolve();
        this.#dials.delete(offerId);
        if (closed.peerId !== undefined && this.#links.get(closed.peerId) === closed) this.#links.delete(closed.peerId);
      },
    });
    const timeout = setTimeout(() => {
      if (link.state !== "dialing") return;
      link.close();
      this.#dialLater(0);
    }, dialTimeoutMs);
    return link;
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

/** `offer_id` is 20 characters in the tracker protocol. */
function newOfferId(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, offerIdChars);
}

/** What to send to the peer now; candidates from here on go after it. */
function describe(link: Link): Description | undefined {
  const sdp = link.pc.localDescription?.sdp;
  if (sdp === undefined || link.state === "closed") return undefined;
  link.late.collect();
  return { sdp, hello: link.hello() };
}

function iceServer({ urls, username, credential }: Joined["ice"][number]): RTCIceServer {
  const server: RTCIceServer = { urls };
  if (username !== undefined) server.username = username;
  if (credential !== undefined) server.credential = credential;
  return server;
}
