import type { Act } from "#protocol/act";
import type { CandidateJson, IceServerJson, LeaveReason, Member, MemberRules } from "#protocol/announce";
import type { ErrorCode } from "#protocol/errors";
import type { RoomType } from "#protocol/limits";
import type { PublishedTrackJson } from "#protocol/published-track";
import type { SubscribeRule } from "#protocol/subscribe-rule";
import type { LossCode } from "./data-wire.ts";
import type { MeshcallError } from "./errors.ts";
import type { EncodingWishes, Layer, LayerLimits, LayerRequest } from "./layer.ts";
import type { LinkQuality } from "./network-quality.ts";
import type { VerificationEmoji } from "./verification.ts";
import type { DataTrackInfo, TrackInfo } from "./track-info.ts";
import type { TrackPriority } from "./track-priority.ts";

/**
 * What a room needs from the world. Adapters in signaling/, mesh/, data/, media/ and kernel/ implement
 * these; connect.ts introduces them to each other. A fake passes the same contract suite (test/contracts).
 */

export type PeerId = string;

/* ---------- signaling ---------- */

/** A session description on its way through the server, with the sender's hello. */
export interface Description {
  sdp: string;
  /** The mesh's own text: what the sender publishes. */
  hello?: string | undefined;
}

export interface Joined {
  self: Member;
  /** The SID is the same for everybody in the room: the keys of links are bound to it. */
  room: { sid: string; name: string; type: RoomType; maxParticipants: number };
  /** Who was in before: the newcomer makes each of them an offer. */
  peers: Member[];
  ice: IceServerJson[];
  /** Where nobody can say who is in: how many offers without an address the mesh makes, again and again. */
  unaddressedOffers?: number;
  /** How much longer the token is good; undefined: the server does not say. */
  tokenLifeSeconds?: number | undefined;
  /** Of every member, oneself included, for whom somebody has set some. */
  rules?: MemberRules[] | undefined;
  /** One's own, which lets attendees in; undefined: there is none. */
  privateId?: string | undefined;
  /** How the room is run, as `#protocol/news` reads it; undefined: as usual. */
  news?: object | undefined;
}

export type SignalingFact =
  /** Let in; again after each reconnection of the socket. */
  | { fact: "joined"; joined: Joined }
  /** A newcomer's offer: somebody has come in. */
  | { fact: "offered"; from: Member; offerId: string; description: Description }
  | { fact: "answered"; from: PeerId; offerId: string; description: Description }
  | { fact: "candidates"; from: PeerId; offerId: string; candidates: CandidateJson[] }
  /** A sealed control message for the link with this peer, whose own path is dead. */
  | { fact: "parcel"; from: PeerId; parcel: string }
  /** Somebody is in, as their answer says; comes before it. Only where `joined` cannot name them. */
  | { fact: "present"; member: Member }
  /** Of messages: `#protocol/said` reads it. */
  | { fact: "said"; said: object }
  | { fact: "left"; peerId: PeerId; reason: LeaveReason }
  /** What a member, perhaps oneself, is to receive from now on. */
  | { fact: "rules"; peerId: PeerId; rules: SubscribeRule[] }
  /** Not let in yet: a host has to admit us. Again after each reconnection of the socket, until `joined`. */
  | { fact: "waiting" }
  /** Of who may do what, and what was done; `#protocol/news` reads it. */
  | { fact: "news"; news: object }
  /** The socket is lost and being opened again; calls go on. */
  | { fact: "away" }
  /** `away`, and it stays so until there is another token. */
  | { fact: "tokenExpired" }
  /** Not let in, or put out for good. No more facts follow. */
  | { fact: "refused"; error: MeshcallError };

export interface Signaling {
  /** Opens the socket. Facts arrive until `close`. Call once. */
  open(onFact: (fact: SignalingFact) => void): void;
  /** Offers for the members that were in before; the server hands them out. Dropped while the socket is away. */
  announce(offers: { offerId: string; description: Description }[]): void;
  answer(to: PeerId, offerId: string, description: Description): void;
  /** There is no place left. Only where no server has the say in who is let in. */
  refuse?(to: PeerId, offerId: string): void;
  candidates(to: PeerId, offerId: string, candidates: CandidateJson[]): void;
  /** Carries a sealed control message of a link whose own path is dead. */
  parcel(to: PeerId, parcel: string): void;
  /** Carries what two pages say about messages. @returns false: nothing is carried now */
  say?(to: PeerId, text: string): boolean;
  /** Asks who is in, for as long as the socket lives. @returns false: nobody can be asked now */
  roll?(): boolean;
  /**
   * All that this page publishes, after each change of it: the server has its REST API and webhooks from here.
   * Left out where nobody asks.
   */
  tracks?(tracks: PublishedTrackJson[]): void;
  /**
   * Asks the server for something to be done; news `acted` with this id answers. Dropped while the socket is away. Left
   * out where no server decides.
   */
  act?(id: number, act: Act): void;
  /** Somebody is missed: the server looks who is still there, and `left` follows for who is not. */
  look?(): void;
  /**
   * Goes on with another token of the same identity and room. While the socket is away it is opened anew. Left
   * out where there are no tokens.
   * @returns how many seconds the token lives, once the server has checked it
   * @throws MeshcallError (as a rejection) what is wrong with it: the old one stays; 53204 when all is over
   */
  updateToken?(token: string): Promise<number>;
  /** Says goodbye and closes. Safe to call twice. */
  close(): void;
}

/* ---------- mesh ---------- */

export type LinkState = "dialing" | "open" | "recovering" | "closed";

export interface AudioLevel {
  /** RFC 6464: 0 is the loudest, -127 silence. */
  levelDbov: number;
  speaking: boolean;
}

export type MeshFact =
  | { fact: "linkState"; peerId: PeerId; state: LinkState }
  /** The server reaches the peer, but no path between the two is found. Dialling goes on; `open` ends it. */
  | { fact: "noPath"; peerId: PeerId; code: ErrorCode }
  /** `bye`: the peer said goodbye. `silent`: it cannot be reached; should it come back, dialling finds it. */
  | { fact: "gone"; peerId: PeerId; why: "bye" | "silent" }
  /** All that the peer publishes; replaces what was known. */
  | { fact: "tracks"; peerId: PeerId; tracks: TrackInfo[] }
  /** They take nothing but what subscribe rules give them. */
  | { fact: "manual"; peerId: PeerId }
  /** What they take from now on, rules permitting. */
  | { fact: "takes"; peerId: PeerId; takes: Takes }
  | { fact: "enabled"; peerId: PeerId; sid: string; enabled: boolean }
  | { fact: "media"; peerId: PeerId; sid: string; mediaStreamTrack: MediaStreamTrack }
  | { fact: "level"; peerId: PeerId; level: AudioLevel }
  /** How the link does; every 2 s while it is open. */
  | { fact: "quality"; peerId: PeerId; quality: LinkQuality }
  | { fact: "message"; peerId: PeerId; sid: string; data: string | ArrayBuffer }
  /** Messages of an own data track that were taken have not reached this participant, who did not keep up. */
  | { fact: "unsent"; peerId: PeerId; sid: string; code: LossCode }
  /** What the peer's page says to this one about messages. */
  | { fact: "said"; peerId: PeerId; text: string }
  /** Emoji for comparing were made, at this end's wish or the peer's; null: the link is a new one. */
  | { fact: "verification"; peerId: PeerId; emoji: VerificationEmoji[] | null }
  /** Whether the peer's keys open; if not, data tracks work in neither direction, and the call goes on. */
  | { fact: "sealing"; peerId: PeerId; code: ErrorCode | null };

/** What a receiver can use of one video track. */
export interface Wish {
  /** Device pixels; 0 x 0: nobody looks. */
  widthPx: number;
  heightPx: number;
  /** 0 to 3: 0 as usual, 1 who speaks, 2 a screen, 3 pinned. What is short goes to the higher one first. */
  priority: number;
  /** 0 to 2: at most a quarter, half or all of the source's width and height. Left out: all. */
  spatialLayer?: number;
  /** 0 to 2: at most a quarter, half or all of the source's frames. Left out: all. */
  temporalLayer?: number;
}

/** Which kinds of tracks one page takes of another. */
export type Takes = Readonly<Record<"audio" | "video" | "data", boolean>>;

/** A local track as the mesh sends it. */
export type Publication =
  | { info: TrackInfo & { kind: "audio" | "video" }; mediaStreamTrack: MediaStreamTrack }
  | {
      info: TrackInfo & { kind: "data" };
      mediaStreamTrack?: undefined;
      /** For this peer alone: no other hears of it. Left out: for everybody. */
      to?: PeerId | undefined;
    };

export interface Mesh {
  start(onFact: (fact: MeshFact) => void): void;
  /** Carried over from the signaling's facts, in order. */
  joined(joined: Joined): void;
  offered(from: Member, offerId: string, description: Description): void;
  answered(from: PeerId, offerId: string, description: Description): void;
  candidates(from: PeerId, offerId: string, candidates: CandidateJson[]): void;
  parcel(from: PeerId, parcel: string): void;
  /** Asks over the link whether the peer is still there; `gone` follows if it does not answer. */
  probe(peerId: PeerId): void;
  /** Ends the link to one peer without a word to it, and dials it no more. */
  drop(peerId: PeerId): void;

  publish(publication: Publication): void;
  unpublish(sid: string): void;
  /** Swaps the media of a publication on every link, without negotiation. */
  replaceMedia(sid: string, mediaStreamTrack: MediaStreamTrack): void;
  setEnabled(sid: string, enabled: boolean): void;
  setPriority(sid: string, priority: TrackPriority): void;
  /**
   * Sends this peer nothing of these own tracks, from now on and over every link there will be; replaces what was said
   * before. They stay published, and nothing is negotiated.
   */
  withhold(peerId: PeerId, sids: ReadonlySet<string>): void;
  /** Sends nobody own tracks of these kinds, from now on; replaces what was said before. They stay published. */
  silence(kinds: ReadonlySet<TrackInfo["kind"]>): void;
  /**
   * Takes no media of these kinds from this peer, whatever it sends, from now on and over every link there will be;
   * replaces what was said before.
   */
  refuse(peerId: PeerId, kinds: ReadonlySet<TrackInfo["kind"]>): void;
  setLevel(level: AudioLevel): void;
  wish(peerId: PeerId, sid: string, wish: Wish): void;
  /** Tells a peer what we take of theirs, over the link there is now. */
  takes(peerId: PeerId, takes: Takes): void;
  /** Over the link with the peer, reliably and in order while it lives. @returns false: there is no open link */
  say(peerId: PeerId, text: string): boolean;
  /**
   * Sends one message on a published data track to every peer that is linked or being linked.
   * @returns settles when every link that keeps up has taken it; rejects with 54004, 54005, 54013 or 54014 when one cannot
   */
  send(sid: string, data: string | Uint8Array): Promise<void>;
  /** How tracks are encoded from now on, on each link there is and will be. */
  configure(encoding: EncodingWishes): void;
  /** Sends everybody a whole picture of an own video track, or asks a peer for one of theirs. */
  keyFrame(sid: string, peerId?: PeerId): void;
  /**
   * Makes the emoji that two people compare; `verification` follows at both ends.
   * @throws MeshcallError (as a rejection) 54015 when there is no link, or the peer does not follow the rules
   */
  verify(peerId: PeerId): Promise<VerificationEmoji[]>;
  statsReports(): Promise<Map<PeerId, RTCStatsReport>>;
  /** Tells again what this peer publishes, and gives its media again. */
  retell(peerId: PeerId): void;
  /** Closes all links. Safe to call twice. @param silently without a goodbye to anybody */
  close(silently?: boolean): void;
}

/* ---------- data tracks of one link ---------- */

/** The sealed data tracks of one participant of this page in one room. */
export interface SeatData {
  /** Comes first. @param onLate messages that `send` has settled for will not reach a link */
  start(onLate: (sid: string, loss: DataLoss) => void): void;
  /** @param pc the link's connection, in the task in which it was made */
  openLink(linkId: string, pc: RTCPeerConnection): LinkData;
  /**
   * Sends one message of an own track to all links that are attached to it. The bytes are copied at once.
   * @returns settles when every link that keeps up has taken it; with those that will not have it, if any
   */
  send(sid: string, data: string | Uint8Array): Promise<readonly DataLoss[] | undefined>;
  /** An own track that no link has any more. */
  end(sid: string): void;
  /** Before the links close. Safe to call twice. */
  close(): void;
}

/** A message will not reach this link. */
export interface DataLoss {
  link: LinkData;
  code: LossCode;
}

export interface LinkDataListener {
  /** The kernel has died: the peer must not wait for anything of ours. */
  onKernelGone(): void;
  /** For the peer's `takeKeys`, in order. */
  onKeys(keys: Uint8Array<ArrayBuffer>): void;
  /** The peer's keys open (null), or do not: then nothing of theirs does. */
  onSealing(code: ErrorCode | null): void;
}

/** The sealed data tracks of one link, in both directions. */
export interface LinkData {
  /** Comes first. */
  start(listener: LinkDataListener): void;
  /** Own public key, for the hello; undefined when sealing is off. */
  publicKey(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** @param peerKey undefined when the peer has no sealing. @param context both sides know it alike */
  agree(peerKey: Uint8Array | undefined, context: Uint8Array): void;
  /** What the peer's `onKeys` gave. */
  takeKeys(keys: Uint8Array): void;
  /** Own track: messages wait until `ready`. The channel is owned from here on. */
  publish(info: DataTrackInfo, channel: RTCDataChannel): void;
  /** The peer listens on its end of the channel. @param largestBytes what the connection carries as one message */
  ready(sid: string, largestBytes: number): void;
  /** The peer's track. @returns settles when messages can be received: time to tell the peer */
  subscribe(
    info: DataTrackInfo,
    channel: RTCDataChannel,
    onMessage: (data: string | ArrayBuffer) => void,
  ): Promise<void>;
  /** Every message of this track from here on is for this link too; comes before it is sent. Safe to call twice. */
  attach(sid: string): void;
  /** Closes the channel of one track, own or the peer's. Safe to call twice. */
  close(sid: string): void;
  closeAll(): void;
}

/* ---------- layers ---------- */

/** The kernel's allocator: one layer for each request, in the same order; none when there is no kernel. */
export type ChooseLayers = (requests: LayerRequest[], limits: LayerLimits) => Promise<Layer[]>;

/* ---------- microphone level ---------- */

/** What the meter needs of the kernel; kernel/kernel-api.ts has the full contract. */
export interface SampleListener {
  listen(samples: MessagePort, report: MessagePort, sampleRateHz: number): Promise<number>;
  stopListening(handle: number): Promise<void>;
}

export interface LevelMeter {
  /** Follows this microphone from now on; undefined: none. */
  follow(mediaStreamTrack: MediaStreamTrack | undefined): void;
  close(): void;
}
