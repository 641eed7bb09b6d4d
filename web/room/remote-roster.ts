import type { Member } from "#protocol/announce";
import type { ErrorCode } from "#protocol/errors";
import { newAudioLevelState, pushAudioLevel } from "./audio-level-feed.ts";
import { withError } from "./errors.ts";
import type { LinkQuality, NetworkQualityLevel, NetworkQualityStats } from "./network-quality.ts";
import { isSameStanding, silentKinds, standingOf } from "./standing.ts";
import type { AudioLevel, LinkState, Mesh, PeerId } from "./ports.ts";
import {
  chosenOf,
  newEntry,
  videosOf,
  type Choice,
  type Entry,
  type PublicationEntry,
  type VideoEntry,
} from "./remote-entries.ts";
import { PublicationMap } from "./publication-map.ts";
import { RemoteParticipant } from "./remote-participant.ts";
import { RemoteSubscriptions, type SubscriberParts } from "./remote-subscriptions.ts";
import type { VerificationEmoji } from "./verification.ts";
import { isScreenName, type TrackInfo } from "./track-info.ts";
import type { TrackPriority } from "./track-priority.ts";

type Judging = Pick<typeof import("./network-quality.ts"), "judgeQuality" | "SteadyLevel">;

export interface RosterParts extends Omit<SubscriberParts, "mesh"> {
  /** Whether video is received of somebody new, before anything was chosen. */
  receive: boolean;
  /** Data tracks of the peer are not taken for now. */
  holdsData(peerId: PeerId): boolean;
}

const silence: AudioLevel = { levelDbov: -127, speaking: false };

/** The other participants and what they publish. Only the room's writer has one. */
export class RemoteRoster {
  readonly #mesh: Mesh;
  readonly #entries = new Map<PeerId, Entry>();
  readonly #participants: Map<string, RemoteParticipant>;
  readonly #parts: RosterParts;
  readonly #subscriptions: RemoteSubscriptions;

  /** @param participants the room's map, by SID, kept here. */
  constructor(mesh: Mesh, participants: Map<string, RemoteParticipant>, parts: RosterParts) {
    this.#mesh = mesh;
    this.#participants = participants;
    this.#parts = parts;
    this.#subscriptions = new RemoteSubscriptions({
      mesh,
      profile: parts.profile,
      isWanted: (publisher, track) => parts.isWanted(publisher, track),
      onPriority: () => parts.onPriority(),
    });
  }

  peerIds(): PeerId[] {
    return [...this.#entries.keys()];
  }
  has(peerId: PeerId): boolean {
    return this.#entries.has(peerId);
  }
  /** @returns the peer that has this participant's identity under another peer id: an older session of theirs */
  olderSession(member: Member): PeerId | undefined {
    for (const [peerId, { state }] of this.#entries) {
      if (state.identity === member.identity && peerId !== member.peerId) return peerId;
    }
    return undefined;
  }
  memberOf(peerId: PeerId): Member | undefined {
    return this.#entries.get(peerId)?.member;
  }
  sidOf(peerId: PeerId): string | undefined {
    return this.#entries.get(peerId)?.state.sid;
  }
  peerOf(participantSid: string): PeerId | undefined {
    return this.peerIds().find((peerId) => this.sidOf(peerId) === participantSid);
  }
  participantOf(peerId: PeerId): RemoteParticipant | undefined {
    return this.#entries.get(peerId)?.participant;
  }
  /** Who has a camera on. */
  showing(): Set<PeerId> {
    return this.#whose(({ state }) => state.enabled && !isScreenName(state.name));
  }
  /** How many screens are shared. */
  screens(): number {
    return [...this.#entries.values()].flatMap(videosOf).filter(({ state }) => isScreenName(state.name))
      .length;
  }
  /** Who has a track of high priority. */
  pinned(): Set<PeerId> {
    return this.#whose(({ state }) => (state.track?.priority ?? state.priority) === "high");
  }

  /** What is received of this participant from now on, tracks that are still to come included. */
  choose(peerId: PeerId, choice: Choice): void {
    const entry = this.#entries.get(peerId);
    if (entry === undefined) return;
    entry.choice = choice;
    for (const known of videosOf(entry)) {
      if (known.media === undefined) continue;
      Object.assign(known.media, chosenOf(known.state.name, choice));
      known.state.track?.ask();
    }
  }

  add(member: Member): RemoteParticipant {
    const state: Entry["state"] = {
      sid: member.sid,
      identity: member.identity,
      ...standingOf(member),
      connection: "connected",
      tracks: new PublicationMap(),
      level: newAudioLevelState(),
      quality: null,
      qualityStats: null,
      route: null,
      pathError: null,
      sealingError: null,
      verification: null,
      verify: () => this.#mesh.verify(member.peerId),
    };
    const participant = new RemoteParticipant(state);
    this.#entries.set(member.peerId, {
      member,
      state,
      participant,
      publications: new Map(),
      steady: undefined,
      sealingCode: null,
      choice: {
        received: this.#parts.receive,
        screens: this.#parts.receive,
        rank: 0,
        mostPixels: Infinity,
      },
    });
    this.#participants.set(member.sid, participant);
    return participant;
  }

  /** @returns who is another than before; undefined where nothing has changed */
  update(member: Member): RemoteParticipant | undefined {
    const entry = this.#entries.get(member.peerId);
    if (entry === undefined || isSameStanding(entry.member, member)) return undefined;
    entry.member = member;
    Object.assign(entry.state, standingOf(member));
    for (const known of entry.publications.values()) this.#subscriptions.review(entry, known);
    return entry.participant;
  }

  /** Ends all subscriptions, then takes the participant off the list. @returns it, or undefined if it was not there */
  remove(peerId: PeerId): RemoteParticipant | undefined {
    const entry = this.#entries.get(peerId);
    if (entry === undefined) return undefined;
    for (const publication of entry.publications.values())
      this.#subscriptions.unsubscribe(entry, publication);
    this.#entries.delete(peerId);
    this.#participants.delete(entry.state.sid);
    entry.state.connection = "disconnected";
    entry.participant.emit("disconnected", entry.participant);
    return entry.participant;
  }

  /** The room ends: every track is unsubscribed; `participants` keeps its entries, as in Twilio's SDK. */
  unsubscribeAll(): void {
    for (const entry of this.#entries.values()) {
      for (const publication of entry.publications.values())
        this.#subscriptions.unsubscribe(entry, publication);
    }
  }

  linkState(peerId: PeerId, link: LinkState): void {
    const entry = this.#entries.get(peerId);
    if (entry === undefined) return;
    if (link === "open" && entry.state.pathError !== null) {
      entry.state.pathError = null;
      entry.participant.emit("reachable", entry.participant);
    }
    if (link === "recovering" && entry.state.connection === "connected") {
      entry.state.connection = "reconnecting";
      entry.state.qualityStats = null;
      this.#setLevel(entry, entry.steady?.broken());
      entry.participant.emit("reconnecting", entry.participant);
    } else if (link === "open" && entry.state.connection === "reconnecting") {
      entry.state.connection = "connected";
      entry.participant.emit("reconnected", entry.participant);
    }
  }

  /** Said once, though every attempt finds it again. */
  noPath(peerId: PeerId, code: ErrorCode): void {
    const entry = this.#entries.get(peerId);
    if (entry === undefined || entry.state.pathError?.code === code) return;
    withError(code, (error) => {
      entry.state.pathError = error;
      entry.participant.emit("unreachable", error, entry.participant);
    });
  }

  sealing(peerId: PeerId, code: ErrorCode | null): void {
    const entry = this.#entries.get(peerId);
    if (entry === undefined || entry.sealingCode === code) return;
    entry.sealingCode = code;
    const failed = entry.state.sealingError !== null;
    entry.state.sealingError = null;
    if (code === null) {
      if (failed) entry.participant.emit("sealingRestored", entry.participant);
      return;
    }
    withError(code, (error) => {
      if (entry.sealingCode !== code) return; // its text came too late
      entry.state.sealingError = error;
      entry.participant.emit("sealingFailed", error, entry.participant);
    });
  }

  verification(peerId: PeerId, emoji: VerificationEmoji[] | null): void {
    const entry = this.#entries.get(peerId);
    if (entry === undefined || entry.state.verification === emoji) return;
    entry.state.verification = emoji;
    entry.participant.emit("verificationChanged", emoji, entry.participant);
  }

  tracks(peerId: PeerId, infos: readonly TrackInfo[]): void {
    const entry = this.#entries.get(peerId);
    if (entry === undefined) return;
    const listed = new Set(infos.map((info) => info.sid));
    for (const [sid, publication] of entry.publications)
      if (!listed.has(sid) && !(publication.kind === "data" && this.#parts.holdsData(peerId)))
        this.#unpublish(entry, publication);
    for (const info of infos) {
      const known = entry.publications.get(info.sid);
      if (known === undefined) {
        this.#publish(entry, info);
        continue;
      }
      this.enabled(peerId, info.sid, info.enabled);
      this.#priority(entry, known, info.priority);
    }
  }

  enabled(peerId: PeerId, sid: string, enabled: boolean): void {
    const entry = this.#entries.get(peerId);
    const known = entry?.publications.get(sid);
    if (entry === undefined || known === undefined || known.state.enabled === enabled) return;
    known.state.enabled = enabled;
    if (known.kind !== "data" && known.media !== undefined) {
      known.media.enabled = enabled;
      const { track } = known.state;
      track?.emit(enabled ? "enabled" : "disabled", track);
    }
    const event = enabled ? "trackEnabled" : "trackDisabled";
    known.publication.emit(event);
    entry.participant.emit(event, known.publication);
  }

  media(peerId: PeerId, sid: string, mediaStreamTrack: MediaStreamTrack): void {
    const entry = this.#entries.get(peerId);
    const known = entry?.publications.get(sid);
    if (entry === undefined || known === undefined || known.kind === "data") return;
    this.#subscriptions.media(entry, known, mediaStreamTrack);
  }

  /** What this page is to receive has changed. */
  resubscribe(): void {
    for (const entry of this.#entries.values()) {
      for (const known of entry.publications.values()) this.#subscriptions.review(entry, known);
    }
  }

  /** @returns the level that counts: nobody hears who is silenced, whatever their page says */
  level(peerId: PeerId, level: AudioLevel): AudioLevel {
    const entry = this.#entries.get(peerId);
    if (entry === undefined) return level;
    const heard = silentKinds(entry.state).has("audio") ? silence : level;
    pushAudioLevel(entry.state.level, heard);
    return heard;
  }

  /** @param judging makes levels; undefined when nobody wants one */
  quality(peerId: PeerId, quality: LinkQuality, judging: Judging | undefined): void {
    const entry = this.#entries.get(peerId);
    if (entry === undefined || entry.state.connection !== "connected") return; // of a moment before the trouble
    const { state, participant } = entry;
    if (judging !== undefined) {
      entry.steady ??= new judging.SteadyLevel();
      state.qualityStats = judging.judgeQuality(quality);
      this.#setLevel(entry, entry.steady.measured(state.qualityStats.level));
    }
    const { relayed } = quality;
    const route = relayed === null ? state.route : relayed ? "relayed" : "direct";
    if (route === state.route || route === null) return;
    state.route = route;
    participant.emit("routeChanged", route, participant);
  }

  levels(): (NetworkQualityLevel | null)[] {
    return [...this.#entries.values()].map(({ state }) => state.quality);
  }

  message(peerId: PeerId, sid: string, data: string | ArrayBuffer): void {
    const entry = this.#entries.get(peerId);
    const known = entry?.publications.get(sid);
    if (entry === undefined || known?.kind !== "data" || known.state.track === null) return;
    if (this.#parts.holdsData(peerId)) return; // on its way still, or of a page that does not stop
    const { track } = known.state;
    track.emit("message", data, track);
    entry.participant.emit("trackMessage", data, track);
  }

  #publish(entry: Entry, info: TrackInfo): void {
    const known = newEntry(info);
    entry.publications.set(info.sid, known);
    entry.state.tracks.set(info.sid, known.publication);
    entry.participant.emit("trackPublished", known.publication);
    this.#subscriptions.review(entry, known);
  }

  #priority(entry: Entry, known: PublicationEntry, priority: TrackPriority = "standard"): void {
    if (known.state.priority === priority) return;
    known.state.priority = priority;
    if (known.kind !== "data" && known.media !== undefined) known.media.publishPriority = priority;
    known.publication.emit("publishPriorityChanged", priority);
    entry.participant.emit("trackPublishPriorityChanged", priority, known.publication);
    this.#subscriptions.review(entry, known); // rules may go by it
    if (known.kind === "video") known.state.track?.ask();
    this.#parts.onPriority();
  }

  #unpublish(entry: Entry, known: PublicationEntry): void {
    this.#subscriptions.unsubscribe(entry, known);
    entry.publications.delete(known.state.sid);
    entry.state.tracks.delete(known.state.sid);
    entry.participant.emit("trackUnpublished", known.publication);
  }

  #setLevel({ state, steady, participant }: Entry, changed = false): void {
    const level = steady?.level ?? null;
    if (!changed || level === null) return;
    state.quality = level;
    participant.emit("networkQualityLevelChanged", level, state.qualityStats as NetworkQualityStats);
  }

  #whose(has: (known: VideoEntry) => boolean): Set<PeerId> {
    const found = new Set<PeerId>();
    for (const [peerId, entry] of this.#entries) if (videosOf(entry).some(has)) found.add(peerId);
    return found;
  }
}
