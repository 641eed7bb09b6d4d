import type { CandidateJson } from "#protocol/announce";
import type { AudioLevel, LinkData, LinkState, MeshFact, PeerId, Publication } from "../room/ports.ts";
import { ControlChannel } from "./control-channel.ts";
import type { ControlMessage } from "./control.ts";
import { iceCandidate, LateCandidates } from "./gathering.ts";
import { LinkChannels } from "./link-channels.ts";
import { LinkInbox } from "./link-inbox.ts";
import { LinkKeys } from "./link-keys.ts";
import { LinkLayers } from "./link-layers.ts";
import { LinkMedia } from "./link-media.ts";
import { dataOf, isFor, LinkTracks, mediaOf } from "./link-tracks.ts";
import { Liveness } from "./liveness.ts";
import { Negotiation } from "./negotiation.ts";
import { hasPath, PathPatience } from "./path-patience.ts";
import { QualityProbe } from "./quality-probe.ts";
import { receivedBytes } from "./received-bytes.ts";
import { Recovery } from "./recovery.ts";
import type { Call } from "./peerjs.ts";
import type { Uplink } from "./uplink/uplink.ts";
import { log } from "../room/log.ts";

export interface LinkParts {
  selfId: PeerId;
  roomSid: string;
  call: Call;
  /** Made the offer; decides which channel ids are ours. */
  caller: boolean;
  stream: MediaStream;
  publications: ReadonlyMap<string, Publication>;
  /** Own tracks that a peer is not sent. */
  withheldFrom(peerId: PeerId): ReadonlySet<string>;
  /** It is known whose link it is; nothing has come over it. */
  onBound(link: Link, peerId: PeerId): void;
  /** False: this page takes no tracks but what subscribe rules give it. */
  automaticSubscription: boolean;
  data: LinkData;
  uplink: Uplink;
  /** Carries candidates to the other end while the control channel is not open. */
  sendCandidates(candidates: CandidateJson[]): void;
  /** Carries a sealed control message around this link, while its own path is dead. */
  sendParcel(to: PeerId, parcel: string): void;
  /** The peer asks us to hand a parcel to another one. */
  carry(from: PeerId, to: PeerId, parcel: string): void;
  /** The peer hands us a parcel that another one sealed. */
  receiveParcel(from: PeerId, parcel: string): void;
  /** Another link to the peer has not been given up. Then the caller decides: its first word says that this one stays. */
  standsBehind(): boolean;
  /** The peer has closed this link: perhaps for another one. */
  onEnded(): void;
  onFact(fact: MeshFact): void;
  onClosed(link: Link): void;
}

/**
 * What joins us to one other participant: one RTCPeerConnection that PeerJS opened, and on it the control channel,
 * media and data. Its parts do the work; the link introduces them and keeps the state.
 */
export class Link {
  readonly late: LateCandidates;
  readonly keys: LinkKeys;
  readonly madeAtMs = performance.now();
  readonly #parts: LinkParts;
  readonly #pc: RTCPeerConnection;
  readonly #control: ControlChannel;
  readonly #negotiation: Negotiation;
  readonly #media: LinkMedia;
  readonly #layers: LinkLayers;
  readonly #liveness: Liveness;
  readonly #quality: QualityProbe;
  readonly #channels: LinkChannels;
  readonly #recovery: Recovery;
  readonly #tracks: LinkTracks;
  readonly #inbox: LinkInbox;
  readonly #pathPatience: PathPatience;
  #peerId: PeerId | undefined;
  #state: LinkState = "dialing";

  /** Must be made in the same task as the call, before PeerJS's first await comes back. */
  constructor(parts: LinkParts) {
    this.#parts = parts;
    const pc = parts.call.pc;
    this.#pc = pc;
    this.#control = new ControlChannel(pc, {
      onOpen: () => (parts.caller || !parts.standsBehind()) && this.#opened(),
      onFlood: () => {
        this.#tell((peerId) => ({ fact: "noPath", peerId, code: 54012 }));
        this.close();
      },
      onMessage: (message) => this.#received(message),
      onClose: () => this.#ended(),
    });
    this.#negotiation = new Negotiation(
      pc,
      parts.caller,
      (id, description, instead) => {
        this.#tellTracks(); // sections are numbered by now
        this.#send({ type: "description", id, description, instead });
      },
      (error) => log("warn", "negotiation failed, the link goes on as it was", error),
    );
    this.#media = new LinkMedia(
      pc,
      parts.stream,
      (sid, mediaStreamTrack) => this.#tell((peerId) => ({ fact: "media", peerId, sid, mediaStreamTrack })),
      parts.uplink.sharing,
    );
    this.#channels = new LinkChannels(pc, parts.data, parts.caller, {
      onReady: (sid) => this.#control.send({ type: "ready", sid }),
      onMessage: (sid, data) => this.#tell((peerId) => ({ fact: "message", peerId, sid, data })),
    });
    this.keys = new LinkKeys({
      pc,
      data: parts.data,
      roomSid: parts.roomSid,
      selfId: parts.selfId,
      send: (message) => this.#control.send(message),
      onSealing: (code) => this.#tell((peerId) => ({ fact: "sealing", peerId, code })),
      onKeys: () => this.#state !== "closed" && this.#channels.listen(),
      onNoKernel: () => void this.#receiveLevels(), // so no levels either
      onVerification: (emoji) => this.#tell((peerId) => ({ fact: "verification", peerId, emoji })),
    });
    this.#media.adopt(mediaOf(parts.publications));
    for (const { to, info } of dataOf(parts.publications)) if (to === undefined) this.#channels.publish(info);
    this.#tracks = new LinkTracks({
      publications: parts.publications,
      media: this.#media,
      channels: this.#channels,
      send: (message) => this.#control.send(message),
      automatic: parts.automaticSubscription,
      onManual: () => this.#tell((peerId) => ({ fact: "manual", peerId })),
      onTracks: (tracks) => this.#tell((peerId) => ({ fact: "tracks", peerId, tracks })),
    });
    this.#layers = new LinkLayers(
      pc,
      (kind) => this.#media.senders(kind),
      parts.uplink,
      () => this.#negotiation.renew(),
    );
    this.#quality = new QualityProbe(pc, (quality) => {
      if (this.#state === "open") this.#tell((peerId) => ({ fact: "quality", peerId, quality }));
    });
    this.#liveness = new Liveness({
      ping: (id) => this.#control.send({ type: "ping", id }),
      receivedBytes: () => receivedBytes(pc),
      onSilent: () => this.#lost(),
      onHeard: () => this.#found(),
      onDead: () => this.#tell((peerId) => ({ fact: "gone", peerId, why: "silent" })),
    });
    this.late = new LateCandidates(pc, parts.uplink.people + (parts.caller ? 0 : 1), (candidates) =>
      this.#sendCandidates(candidates),
    );
    this.#recovery = new Recovery({
      pc,
      negotiation: this.#negotiation,
      onLost: () => this.#lost(),
      onPath: () => {
        this.#layers.goOn(); // ours carries; what the peer sends may take longer to find its way
        this.#liveness.look();
      },
      sendParcel: (parcel) => this.#peerId !== undefined && parts.sendParcel(this.#peerId, parcel),
      onMessage: (message) => this.#peerId !== undefined && this.#inbox.receive(message, this.#peerId),
    });
    this.#pathPatience = new PathPatience(pc, (code) => {
      if (this.#state === "dialing") this.#tell((peerId) => ({ fact: "noPath", peerId, code }));
    });
    this.#inbox = new LinkInbox({
      publications: parts.publications,
      channels: this.#channels,
      uplink: parts.uplink,
      keys: this.keys,
      tracks: this.#tracks,
      layers: this.#layers,
      negotiation: this.#negotiation,
      recovery: this.#recovery,
      send: (message) => this.#control.send(message),
      addCandidates: (candidates) => this.addCandidates(candidates),
      carry: (from, to, parcel) => parts.carry(from, to, parcel),
      receiveParcel: (from, parcel) => parts.receiveParcel(from, parcel),
      onFact: (fact) => parts.onFact(fact),
    });
  }

  get pc(): RTCPeerConnection {
    return this.#pc;
  }
  get state(): LinkState {
    return this.#state;
  }
  get peerId(): PeerId | undefined {
    return this.#peerId;
  }
  /** Also while the link is still being made. */
  get data(): LinkData {
    return this.#parts.data;
  }
  get carriesMedia(): boolean {
    return this.#pc.getTransceivers().length > 0;
  }
  /** We made the offer. */
  get caller(): boolean {
    return this.#parts.caller;
  }
  /** What is missing is DTLS, which takes its time on a busy machine. */
  get hasPath(): boolean {
    return hasPath(this.#pc);
  }
  /** Without its control channel a link cannot be mended, only made anew. */
  get canBeMended(): boolean {
    return this.#control.isOpen;
  }

  /** The peer has chosen this one of two. */
  choose(): void {
    if (this.#control.isOpen) this.#opened();
  }

  /** An offer goes out unaddressed; now it is known who answered. */
  bind(peerId: PeerId): void {
    this.#peerId = peerId;
    for (const { to, info } of dataOf(this.#parts.publications))
      if (to === peerId) this.#channels.publish(info);
    this.withhold(this.#parts.withheldFrom(peerId));
    this.#parts.onBound(this, peerId);
    this.late.release();
    this.#pathPatience.start();
  }

  /** What we publish, for the description that is about to be sent: its sections are numbered by now. */
  hello(): string {
    return this.#tracks.hello();
  }

  /** What the peer publishes, as it came with its description. Call after `bind`. */
  receiveHello(text: string | undefined): void {
    this.#tracks.receiveHello(text);
  }

  /** Whoever listened before has kept nothing of it. */
  retell(): void {
    this.#tracks.retell();
  }

  addCandidates(candidates: readonly CandidateJson[]): void {
    for (const candidate of candidates) this.#negotiation.addCandidate(iceCandidate(candidate));
  }

  publish(publication: Publication): void {
    if (!isFor(publication, this.#peerId)) return;
    if (publication.mediaStreamTrack !== undefined) this.#media.add(publication);
    else this.#channels.publish(publication.info);
    this.#tellTracks();
  }
  unpublish(sid: string): void {
    this.#media.remove(sid);
    this.#layers.remove(sid);
    this.#channels.unpublish(sid);
    this.#tellTracks();
  }
  replaceMedia(sid: string, mediaStreamTrack: MediaStreamTrack): void {
    this.#layers.forget(sid);
    this.#media.replace(sid, mediaStreamTrack);
  }
  /** The peer is sent nothing of these own tracks, present ones and later ones; of all others it is. */
  withhold(sids: ReadonlySet<string>): void {
    this.#media.withhold(sids);
    this.#channels.withhold(sids);
    this.#tellTracks(); // a data track that is given again has another channel
  }
  isWithheld(sid: string): boolean {
    return this.#channels.isWithheld(sid);
  }
  /** One more data track has room here. */
  get hasFreeChannel(): boolean {
    return this.#channels.hasFree;
  }
  /** What is told of the tracks has changed. */
  tellTracks(): void {
    this.#tellTracks();
  }
  sendControl(message: ControlMessage): void {
    this.#control.send(message);
  }
  /** A level is worth nothing later. */
  sendLevel(level: AudioLevel): void {
    if (this.#control.isOpen) this.#control.send({ type: "level", ...level });
  }
  /** Looks for a path anew: the network has changed. The old one serves meanwhile. */
  restart(): void {
    if (this.#state === "open" || this.#state === "recovering") this.#recovery.restart();
  }
  /** A control message that came by detour. */
  receiveParcel(parcel: string): void {
    this.#recovery.receive(parcel);
  }

  /** Is the peer still there? `gone` follows when it does not answer. */
  probe(): void {
    if (this.#state !== "closed") this.#liveness.probe();
  }

  /** Closes without a word. Safe to call twice. */
  close(): void {
    if (this.#state === "closed") return;
    this.#setState("closed");
    this.#pathPatience.stop();
    this.#recovery.stop();
    this.#liveness.stop();
    this.#quality.stop();
    this.#layers.stop();
    this.keys.close();
    this.#parts.data.closeAll();
    this.#parts.call.close();
    this.#parts.onClosed(this);
  }

  #opened(): void {
    if (this.#state !== "dialing") return; // the event was on its way
    this.#pathPatience.stop();
    this.#negotiation.start();
    this.#liveness.start();
    this.#layers.start();
    this.#quality.start();
    this.late.hurry();
    this.#control.send({ type: "detour", key: this.#recovery.key });
    this.#setState("open");
    for (const publication of mediaOf(this.#parts.publications)) this.#media.add(publication); // of a data-only offer
    this.#tellTracks();
    this.keys.opened();
  }

  #received(message: ControlMessage): void {
    this.#opened();
    this.#liveness.heard(message.type === "ping" || message.type === "pong");
    if (this.#peerId !== undefined) this.#inbox.receive(message, this.#peerId);
  }

  async #receiveLevels(): Promise<void> {
    try {
      const { receiveLevels } = await import("./received-levels.ts");
      receiveLevels(this.#pc, (level) => this.#tell((peerId) => ({ fact: "level", peerId, level })));
    } catch (error) {
      log("warn", "levels of somebody without a kernel are not measured", error);
    }
  }

  #tellTracks(): void {
    if (this.#state !== "dialing") this.#tracks.tell(); // the hello has them, or `#opened` says what changed since
  }

  #sendCandidates(candidates: CandidateJson[]): void {
    if (this.#control.isOpen) {
      for (const candidate of candidates) this.#send({ type: "candidate", candidate });
    } else {
      this.#parts.sendCandidates(candidates);
    }
  }

  #send(message: ControlMessage): void {
    this.#control.send(message);
    this.#recovery.detour(message);
  }

  /** The path is gone for now: ICE looks for another one; the participant stays until `gone`. */
  #lost(): void {
    if (this.#state !== "open") return;
    this.#setState("recovering");
    this.#layers.hold();
    this.#recovery.begin();
  }

  #ended(): void {
    if (this.#state === "dialing") return this.close(); // the peer has kept another one
    this.#parts.onEnded();
    this.#lost();
  }

  #found(): void {
    if (this.#state !== "recovering" || !this.canBeMended) return;
    this.#recovery.end();
    this.#layers.goOn();
    this.#setState("open");
  }

  #setState(state: LinkState): void {
    this.#state = state;
    this.#tell((peerId) => ({ fact: "linkState", peerId, state }));
  }

  #tell(fact: (peerId: PeerId) => MeshFact): void {
    if (this.#peerId !== undefined) this.#parts.onFact(fact(this.#peerId));
  }
}
