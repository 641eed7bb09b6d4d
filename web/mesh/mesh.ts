import type { CandidateJson, Member } from "#protocol/announce";
import type {
  AudioLevel,
  ChooseLayers,
  DataLoss,
  Description,
  Joined,
  LinkData,
  Mesh,
  MeshFact,
  PeerId,
  Publication,
  SeatData,
  Signaling,
  Takes,
  Wish,
} from "../room/ports.ts";
import { errorOf, MeshcallError } from "../room/errors.ts";
import type { EncodingWishes } from "../room/layer.ts";
import type { TrackInfo } from "../room/track-info.ts";
import type { TrackPriority } from "../room/track-priority.ts";
import type { VerificationEmoji } from "../room/verification.ts";
import { connectionReport } from "./connection-report.ts";
import { Dialing, type Dialed } from "./dialing.ts";
import { FirstLinks } from "./first-links.ts";
import { crowd } from "./uplink/crowd.ts";
import { isFor } from "./link-tracks.ts";
import { Link } from "./link.ts";
import { Links } from "./links.ts";
import { Neighbours } from "./neighbours.ts";
import type { Sharing } from "./shared/sharing.ts";
import { NetworkChanges } from "./network-changes.ts";
import { Uplink } from "./uplink/uplink.ts";
import { Withheld } from "./withheld.ts";

/**
 * A new link is dialled at once beside one that has lost its path. Not so soon when more are in trouble: then it is this
 * device's own network, or it is overworked, and new links would only make it worse. Two: 500 ms, five: 8 s.
 */
const dialPatienceMs = 500;
const longestPatienceMs = 15_000;

export interface MeshParts {
  signaling: Signaling;
  data: SeatData;
  /** Gives no layers when the kernel could not start: video is sent as the browser sees fit. */
  chooseLayers: ChooseLayers;
  /** On top of what the signal-worker says: its ICE servers come first. */
  rtcConfiguration: RTCConfiguration;
  encoding?: EncodingWishes | undefined;
  /** False: this page takes no tracks but what subscribe rules give it. Default: true. */
  automaticSubscription?: boolean | undefined;
  /** Left out: each link has encoders of its own. */
  sharing?: Sharing | undefined;
  /** Told once: the first links are made, or somebody cannot wait for them. */
  onFirstLinks?: (() => void) | undefined;
}

/**
 * Levels come ten times a second. In a crowd one in so many of silence goes out: a word to nine people is nine packets and
 * their receipts, which took a twentieth of a core (Chromium 156), and nearly everybody is silent.
 */
const silentEvery = 4;

/** One link for each other participant, and everything that is said to all of them. */
export class PeerMesh implements Mesh {
  readonly #parts: MeshParts;
  readonly #publications = new Map<string, Publication>();
  readonly #withheld = new Withheld(this.#publications, (act) => this.#eachLink(act));
  readonly #links = new Links();
  /** Whose each is, for messages that are lost on it. */
  readonly #receivers = new WeakMap<LinkData, { link: Link; peerId: PeerId }>();
  readonly #dialing: Dialing;
  readonly #firstLinks: FirstLinks;
  readonly #neighbours = new Neighbours(this.#links);
  readonly #network = new NetworkChanges(() => {
    this.#eachLink((link) => link.restart());
    this.#dialing.dialAnew();
  });
  readonly #uplink: Uplink;
  /** Of the own microphone since its last word, up to {@link silentEvery}. */
  #silences = 0;
  #onFact: (fact: MeshFact) => void = () => undefined;
  #selfId: PeerId = "";
  #roomSid = "";
  #closed = false;

  constructor(parts: MeshParts) {
    this.#parts = parts;
    this.#uplink = new Uplink(
      parts.chooseLayers,
      () => this.#dialing.others() + 1,
      parts.encoding,
      parts.sharing,
    );
    this.#dialing = new Dialing({
      signaling: parts.signaling,
      links: this.#links,
      selfId: () => this.#selfId,
      stream: () => this.#stream(),
      newLink: (dialed) => this.#newLink(dialed),
    });
    this.#firstLinks = new FirstLinks(
      () => this.#dialing.links(),
      () => parts.onFirstLinks?.(),
    );
  }

  start(onFact: (fact: MeshFact) => void): void {
    this.#onFact = onFact;
    this.#parts.data.start((sid, loss) => {
      const peerId = this.#missing(loss);
      if (peerId !== undefined) onFact({ fact: "unsent", peerId, sid, code: loss.code });
    });
    this.#network.start();
  }

  joined({ self, room, peers, ice, unaddressedOffers = 0 }: Joined): void {
    this.#selfId = self.peerId;
    this.#roomSid = room.sid;
    if (room.maxParticipants < 3) this.#uplink.sharing = undefined;
    const given = this.#parts.rtcConfiguration;
    const config = { ...given, iceServers: [...ice, ...(given.iceServers ?? [])] };
    const elders = peers.map(({ peerId }) => peerId);
    this.#dialing.joined(elders, config, unaddressedOffers);
    this.#firstLinks.joined();
  }

  offered({ peerId }: Member, offerId: string, description: Description): void {
    this.#dialing.offered(peerId, offerId, this.#uplink.withAudioEconomy(description, 1));
  }

  answered(from: PeerId, offerId: string, description: Description): void {
    this.#dialing.answered(from, offerId, this.#uplink.withAudioEconomy(description));
  }

  candidates(from: PeerId, offerId: string, candidates: CandidateJson[]): void {
    const link = this.#dialing.linkOf(offerId);
    if (link?.peerId === from) link.addCandidates(candidates);
  }

  parcel(from: PeerId, parcel: string): void {
    this.#links.get(from)?.receiveParcel(parcel);
  }

  probe(peerId: PeerId): void {
    const link = this.#links.get(peerId);
    if (link === undefined || link.state === "dialing") this.#onFact({ fact: "gone", peerId, why: "silent" });
    else link.probe();
  }

  drop(peerId: PeerId): void {
    this.#dialing.forget(peerId);
    this.#withheld.forget(peerId);
    this.#close(peerId);
  }

  publish(publication: Publication): void {
    const { kind } = publication.info;
    this.#eachLink((link) => {
      if (kind === "data" && isFor(publication, link.peerId) && !link.hasFreeChannel)
        throw new MeshcallError(53203);
    });
    this.#publications.set(publication.info.sid, publication);
    this.#withheld.published(kind); // before anything of it is sent
    this.#eachLink((link) => link.publish(publication));
  }

  unpublish(sid: string): void {
    this.#publications.delete(sid);
    this.#eachLink((link) => link.unpublish(sid));
    this.#parts.data.end(sid);
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

  setPriority(sid: string, priority: TrackPriority): void {
    const info = this.#publications.get(sid)?.info;
    if (info === undefined) return;
    if (priority === "standard") delete info.priority;
    else info.priority = priority;
    this.#eachLink((link) => link.tellTracks());
  }

  withhold(peerId: PeerId, sids: ReadonlySet<string>): void {
    this.#withheld.withhold(peerId, sids);
  }

  silence(kinds: ReadonlySet<TrackInfo["kind"]>): void {
    this.#withheld.silence(kinds);
  }

  refuse(peerId: PeerId, kinds: ReadonlySet<TrackInfo["kind"]>): void {
    this.#withheld.refuse(peerId, kinds);
  }

  setLevel(level: AudioLevel): void {
    this.#silences = level.speaking ? 0 : (this.#silences % silentEvery) + 1;
    if (this.#silences > 1 && this.#uplink.people >= crowd) return;
    this.#eachLink((link) => link.sendLevel(level));
  }

  wish(peerId: PeerId, sid: string, wish: Wish): void {
    this.#links.get(peerId)?.sendControl({ type: "wish", sid, ...wish });
  }

  takes(peerId: PeerId, takes: Takes): void {
    this.#links.get(peerId)?.sendControl({ type: "takes", ...takes });
  }

  say(peerId: PeerId, text: string): boolean {
    const link = this.#links.get(peerId);
    if (link?.state !== "open" || !link.canBeMended) return false;
    link.sendControl({ type: "say", text });
    return true;
  }

  send(sid: string, data: string | Uint8Array): Promise<void> {
    this.#firstLinks.skip();
    // whoever answers an offer under way is in already; but nobody gets a message over an old and a new link
    for (const { to, link } of this.#dialing.offersOut())
      if (to !== undefined && this.#links.get(to) === undefined) this.#attach(sid, link, to);
    for (const [peerId, link] of this.#links) this.#attach(sid, link, peerId);
    return this.#parts.data.send(sid, data).then(async (losses) => {
      const missed = losses?.find((loss) => this.#missing(loss) !== undefined);
      if (missed !== undefined) throw await errorOf(missed.code);
    });
  }

  #attach(sid: string, link: Link, peerId: PeerId): void {
    const publication = this.#publications.get(sid);
    if (publication === undefined || !isFor(publication, peerId)) return;
    if (link.isWithheld(sid) || this.#withheld.isFrom(peerId, sid)) return;
    if (!this.#receivers.has(link.data)) this.#receivers.set(link.data, { link, peerId });
    link.data.attach(sid);
  }

  /** @returns who should have had it; undefined when they are not here any more */
  #missing({ link: data }: DataLoss): PeerId | undefined {
    const { link, peerId } = this.#receivers.get(data) ?? {};
    if (link === undefined || peerId === undefined) return undefined;
    const here =
      link.state !== "closed" || this.#links.get(peerId) !== undefined || this.#dialing.isElder(peerId);
    return here ? peerId : undefined;
  }

  configure(encoding: EncodingWishes): void {
    this.#uplink.encoding = encoding;
    this.#uplink.chooseSoon(0);
  }

  keyFrame(sid: string, peerId?: PeerId): void {
    if (peerId === undefined) this.#uplink.keyFrame(sid);
    else this.#links.get(peerId)?.sendControl({ type: "keyFrame", sid });
  }

  async verify(peerId: PeerId): Promise<VerificationEmoji[]> {
    const link = this.#links.get(peerId);
    if (link === undefined) throw await errorOf(54015);
    return link.keys.verify(peerId);
  }

  async statsReports(): Promise<Map<PeerId, RTCStatsReport>> {
    const { sharing } = this.#parts;
    const reports = [...this.#links].map(async ([peerId, { pc }]) => {
      const report = await connectionReport(pc);
      return [peerId, sharing?.report(pc, report) ?? report] as const;
    });
    const settled = await Promise.allSettled(reports);
    return new Map(settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []))); // the rest have left
  }

  retell(peerId: PeerId): void {
    this.#links.get(peerId)?.retell();
  }

  close(silently = false): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#network.stop();
    this.#firstLinks.stop();
    this.#parts.data.close();
    this.#eachLink((link) => {
      if (!silently) link.sendControl({ type: "bye" });
      link.close();
    });
    this.#dialing.close();
    this.#parts.sharing?.close();
  }

  #newLink({ offerId, call, caller, to, stream, onClosed }: Dialed): Link {
    /** What a link says before it takes another one's place: nobody is to hear of it if it never does. */
    const early: MeshFact[] = [];
    const link = new Link({
      selfId: this.#selfId,
      roomSid: this.#roomSid,
      call,
      caller,
      stream,
      publications: this.#publications,
      withheldFrom: (peerId) => this.#withheld.from(peerId),
      onBound: (bound, peerId) => void this.#withheld.refuseOn(bound, peerId),
      automaticSubscription: this.#parts.automaticSubscription !== false,
      data: this.#parts.data.openLink(offerId, call.pc),
      uplink: this.#uplink,
      sendCandidates: (candidates) => {
        const to = link.peerId ?? this.#dialing.addresseeOf(offerId);
        if (to !== undefined) this.#parts.signaling.candidates(to, offerId, candidates);
      },
      sendParcel: (to, parcel) => {
        this.#neighbours.ask(to, parcel);
        this.#parts.signaling.parcel(to, parcel);
      },
      carry: (from, to, parcel) => this.#neighbours.carry(from, to, parcel),
      receiveParcel: (from, parcel) => this.parcel(from, parcel),
      onEnded: () => this.#links.successorOf(link)?.choose(),
      standsBehind: () => this.#links.isSuccessor(link),
      onFact: (fact) => {
        if (fact.fact === "linkState" && fact.state === "open" && this.#links.isSuccessor(link))
          this.#links.promote(link);
        if (this.#links.isSuccessor(link)) early.push(fact);
        else for (const each of [...early.splice(0), fact]) this.#heard(link, each);
      },
      onClosed,
    });
    link.withhold(this.#withheld.from(to)); // before an answer: packets leave as soon as there is a path
    return link;
  }

  #heard(link: Link, fact: MeshFact): void {
    const current = this.#links.get(fact.peerId);
    if (fact.fact === "linkState") {
      this.#judge(link);
      this.#firstLinks.look();
      // of two for one peer, only the one that counts has a say
      if (fact.state === "closed" && current !== undefined && current !== link) return;
      if (fact.state === "open") {
        this.#links.withdrawSuccessor(fact.peerId);
        this.#dialing.withdraw(fact.peerId);
      }
    }
    if (fact.fact === "gone") this.#close(fact.peerId);
    this.#onFact(fact);
  }

  #close(peerId: PeerId): void {
    this.#links.dropSuccessor(peerId);
    this.#links.get(peerId)?.close();
  }

  #judge(link: Link): void {
    this.#links.judge(link, false);
    if (link.state !== "recovering") return;
    const others = [...this.#links].filter(([, { state }]) => state === "recovering").length - 1;
    const patienceMs = link.canBeMended ? Math.min(dialPatienceMs * others ** 2, longestPatienceMs) : 0;
    setTimeout(() => {
      if (link.state !== "recovering") return;
      this.#links.judge(link, true);
      this.#dialing.dialSoon();
    }, patienceMs);
  }

  /** What goes into the first offer or answer. */
  #stream(): MediaStream {
    const tracks = [...this.#publications.values()].flatMap(({ mediaStreamTrack }) => mediaStreamTrack ?? []);
    return new MediaStream(tracks);
  }

  #eachLink(act: (link: Link) => void): void {
    for (const link of new Set([...[...this.#links].map(([, link]) => link), ...this.#dialing.links()]))
      act(link);
  }
}
