import type { Member } from "#protocol/announce";
import { roomCapacity } from "#protocol/limits";
import { MeshcallError } from "./errors.ts";
import { newAudioLevelState, pushAudioLevel, type AudioLevelState } from "./audio-level-feed.ts";
import { LocalParticipant } from "./local-participant.ts";
import { LocalPublications } from "./local-publications.ts";
import type { LinkQuality } from "./network-quality.ts";
import { ownLevel } from "./steady-level.ts";
import type { ParticipantState } from "./participant.ts";
import type {
  AudioLevel,
  Joined,
  LevelMeter,
  Mesh,
  MeshFact,
  PeerId,
  Signaling,
  SignalingFact,
} from "./ports.ts";
import type { AnyLocalTrackPublication, LocalTrack } from "./publications.ts";
import type { RemoteParticipant } from "./remote-participant.ts";
import { RemoteRoster } from "./remote-roster.ts";
import { repeatAtRoom } from "./room-repeats.ts";
import { Room, type RoomState } from "./room.ts";
import { TokenClock } from "./token-clock.ts";
import { CallNotes } from "./stats/call-notes.ts";
import { usualProfile } from "./video-profile.ts";
import type { VideoChoice, VideoChoiceOptions } from "./video-choice.ts";
import { log } from "./log.ts";

export interface RoomParts extends VideoChoiceOptions {
  signaling: Signaling;
  mesh: Mesh;
  meter: LevelMeter;
  /** Published from the start. */
  tracks: readonly LocalTrack[];
  /** `false`: no levels are made. */
  networkQuality?: boolean | object | undefined;
  /** Called once when the room has ended, whoever ended it. */
  onEnd(): void;
}

/**
 * The one place that changes a room. Facts from signaling and mesh come in, the public objects' states
 * change, and the event is emitted where the fact is applied.
 */
export class RoomWriter {
  readonly room: Room;
  readonly #parts: RoomParts;
  readonly #state: RoomState;
  readonly #local: ParticipantState<AnyLocalTrackPublication> & { level: AudioLevelState };
  readonly #publications: LocalPublications;
  readonly #roster: RemoteRoster;
  /** Undefined until somebody is linked and its code has come: until then everybody's video is received. */
  #videos: VideoChoice | undefined;
  #choosing = false;
  readonly #notes: CallNotes;
  readonly #openLinks = new Set<PeerId>();
  /** Dropped because no path was found, though the server has them in the room: they may come back. */
  readonly #absent = new Map<PeerId, Member>();
  /** Whose socket is gone, as the server says. */
  readonly #socketless = new Set<PeerId>();
  readonly #token = new TokenClock({
    tell: (event) => this.room.emit(event),
    giveUp: () => this.end(new MeshcallError(20104)),
  });

  constructor(joined: Joined, parts: RoomParts) {
    this.#parts = parts;
    const { sid, name } = joined.room;
    this.#state = {
      sid,
      name,
      connection: "connected",
      signaling: "open",
      dominantSpeaker: null,
      participants: new Map(),
    };
    this.#local = {
      sid: joined.self.sid,
      identity: joined.self.identity,
      displayName: joined.self.name,
      connection: "connected",
      tracks: new Map(),
      level: newAudioLevelState(),
      quality: null,
      qualityStats: null,
    };
    this.#publications = new LocalPublications(parts.mesh, parts.meter, this.#local.tracks, (tracks) =>
      parts.signaling.tracks?.(tracks),
    );
    const localParticipant = new LocalParticipant(this.#local, this.#publications);
    this.#roster = new RemoteRoster(parts.mesh, this.#state.participants, {
      receive: parts.receive !== "none",
      profile: parts.profile ?? usualProfile,
      onPriority: () => this.#videos?.review(),
    });
    this.#notes = new CallNotes(sid);
    localParticipant.on("trackStopped", ({ kind, isLost }) => {
      if (isLost) this.#notes.note((account) => account.lostDevices.push(kind));
    });
    this.room = new Room(this.#state, localParticipant, {
      disconnect: () => this.end(),
      updateToken: (token) => this.#updateToken(token),
      report: () => this.#notes.report(),
      statsReports: () => this.#statsReports(),
    });

    parts.mesh.start((fact) => this.#onMesh(fact));
    for (const track of parts.tracks) this.#publications.publish(track);
    this.#publications.announceTo(localParticipant);
    for (const member of joined.peers) repeatAtRoom(this.#add(member), this.room);
    parts.mesh.joined(joined);
    this.#token.lives(joined.tokenLifeSeconds);
  }

  /** Facts after the first `joined`. */
  onSignaling(fact: SignalingFact): void {
    if (this.#state.connection === "disconnected") return;
    const { mesh } = this.#parts;
    switch (fact.fact) {
      case "joined":
        this.#rejoined(fact.joined);
        break;
      case "offered":
        if (this.#isFullFor(fact.from)) return this.#parts.signaling.refuse?.(fact.from.peerId, fact.offerId);
        this.#socketless.delete(fact.from.peerId);
        this.#arrived(fact.from);
        mesh.offered(fact.from, fact.offerId, fact.description);
        break;
      case "present":
        this.#arrived(fact.member);
        break;
      case "parcel":
        mesh.parcel(fact.from, fact.parcel);
        break;
      case "answered":
        this.#returned(fact.from);
        mesh.answered(fact.from, fact.offerId, fact.description);
        break;
      case "candidates":
        mesh.candidates(fact.from, fact.offerId, fact.candidates);
        break;
      case "left":
        // a lost socket is no lost person: the link knows better
        if (fact.reason !== "closed") return this.#gone(fact.peerId);
        this.#socketless.add(fact.peerId);
        if (this.#absent.has(fact.peerId)) this.#gone(fact.peerId);
        else mesh.probe(fact.peerId);
        break;
      case "away":
        this.#setSignaling("away");
        break;
      case "tokenExpired":
        this.#token.refused();
        this.#judgeConnection();
        break;
      case "refused":
        this.end(fact.error);
        break;
    }
  }

  setLevel(level: AudioLevel): void {
    pushAudioLevel(this.#local.level, level);
    this.#parts.mesh.setLevel(level);
  }

  /** Somebody talks into the own microphone, which is muted. */
  mutedSpeech(): void {
    if (this.#state.connection !== "disconnected") this.#publications.mutedSpeech();
  }

  /** Leaves the room. Safe to call twice. @param error undefined when the user wanted it */
  end(error?: MeshcallError): void {
    if (this.#state.connection === "disconnected") return;
    this.#state.connection = "disconnected";
    this.#local.connection = "disconnected";
    this.#token.close();
    this.#notes.ended(error?.code ?? "left");
    this.#publications.close();
    this.#videos?.close();
    this.#parts.mesh.close();
    this.#parts.signaling.close();
    this.#parts.onEnd(); // before any event of the room: no listener's mistake keeps a camera on
    this.#roster.unsubscribeAll();
    this.room.localParticipant.emit("disconnected", this.room.localParticipant);
    this.room.emit("disconnected", this.room, error as MeshcallError);
  }

  #onMesh(fact: MeshFact): void {
    if (this.#state.connection === "disconnected") return;
    const roster = this.#roster;
    switch (fact.fact) {
      case "linkState":
        if (fact.state === "open") {
          this.#openLinks.add(fact.peerId);
          void this.#chooseVideos();
        } else this.#openLinks.delete(fact.peerId);
        roster.linkState(fact.peerId, fact.state);
        this.#notes.link(roster.sidOf(fact.peerId), fact.state);
        this.#judgeQuality();
        this.#judgeConnection();
        break;
      case "noPath":
        roster.noPath(fact.peerId, fact.code);
        break;
      case "verification":
        roster.verification(fact.peerId, fact.emoji);
        break;
      case "sealing":
        roster.sealing(fact.peerId, fact.code);
        break;
      case "gone":
        if (fact.why === "silent" && !this.#socketless.has(fact.peerId)) this.#lost(fact.peerId);
        else this.#gone(fact.peerId);
        break;
      case "tracks":
        roster.tracks(fact.peerId, fact.tracks);
        this.#videos?.review();
        break;
      case "enabled":
        roster.enabled(fact.peerId, fact.sid, fact.enabled);
        this.#videos?.review();
        break;
      case "media":
        roster.media(fact.peerId, fact.sid, fact.mediaStreamTrack);
        break;
      case "level":
        roster.level(fact.peerId, fact.level);
        this.#videos?.level(fact.peerId, fact.level);
        break;
      case "quality":
        void this.#measured(fact.peerId, fact.quality);
        break;
      case "message":
        roster.message(fact.peerId, fact.sid, fact.data);
        break;
      case "unsent":
        this.#publications.unsent(fact.sid, fact.code);
        break;
    }
  }

  /** The socket is back: who came while it was away, and who is missing now? */
  #rejoined(joined: Joined): void {
    this.#token.lives(joined.tokenLifeSeconds);
    this.#setSignaling("open");
    const present = new Set(joined.peers.map((peer) => peer.peerId));
    this.#absent.clear();
    this.#socketless.clear();
    for (const member of joined.peers) this.#arrived(member);
    this.#parts.mesh.joined(joined);
    if (joined.unaddressedOffers !== undefined) return; // nobody says who is in, so nobody is missing
    for (const peerId of this.#roster.peerIds()) {
      if (present.has(peerId)) continue;
      this.#socketless.add(peerId);
      this.#parts.mesh.probe(peerId);
    }
  }

  /** Where a server lets people in, it has counted them. */
  #isFullFor(member: Member): boolean {
    const roster = this.#roster;
    return (
      this.#parts.signaling.refuse !== undefined &&
      roster.peerIds().length >= roomCapacity["peer-to-peer"] - 1 &&
      !roster.has(member.peerId) &&
      roster.olderSession(member) === undefined
    );
  }

  #arrived(member: Joined["self"]): void {
    if (this.#roster.has(member.peerId)) return;
    const older = this.#roster.olderSession(member);
    if (older !== undefined) this.#gone(older);
    const participant = this.#add(member);
    repeatAtRoom(participant, this.room);
    this.#videos?.review();
    this.room.emit("participantConnected", participant);
  }

  #add(member: Member): RemoteParticipant {
    this.#notes.note((account) => account.arrived(member));
    return this.#roster.add(member);
  }

  #gone(peerId: PeerId): void {
    this.#absent.delete(peerId);
    this.#socketless.delete(peerId);
    this.#parts.mesh.drop(peerId);
    this.#remove(peerId);
  }

  /** No path for 30 s. The mesh dials on: whoever answers is back. */
  #lost(peerId: PeerId): void {
    const member = this.#roster.memberOf(peerId);
    if (member !== undefined) this.#absent.set(peerId, member);
    this.#parts.signaling.look?.();
    this.#remove(peerId);
  }

  #returned(peerId: PeerId): void {
    const member = this.#absent.get(peerId);
    this.#absent.delete(peerId);
    if (member !== undefined) this.#arrived(member);
  }

  #remove(peerId: PeerId): void {
    this.#openLinks.delete(peerId);
    this.#notes.link(this.#roster.sidOf(peerId), "closed");
    const participant = this.#roster.remove(peerId);
    if (participant !== undefined) this.room.emit("participantDisconnected", participant);
    this.#videos?.gone(peerId);
    this.#judgeQuality();
    this.#judgeConnection();
  }

  async #chooseVideos(): Promise<void> {
    if (this.#choosing) return;
    this.#choosing = true;
    try {
      const { VideoChoice } = await import("./video-choice.ts");
      if (this.#state.connection === "disconnected") return;
      this.#videos = new VideoChoice(this.#roster, this.#parts, (peerId) => this.#speaks(peerId));
      this.#videos.review();
    } catch (error) {
      log("warn", "who speaks is not followed, and everybody's video is received", error);
    }
  }

  async #measured(peerId: PeerId, quality: LinkQuality): Promise<void> {
    const sid = this.#roster.sidOf(peerId);
    this.#notes.note((account) => account.measured(sid, quality));
    const wanted = this.#parts.networkQuality !== false;
    const stats = wanted ? (await import("./network-quality.ts")).judgeQuality(quality) : undefined;
    if (this.#state.connection === "disconnected") return;
    this.#roster.quality(peerId, quality, stats);
    this.#judgeQuality();
  }

  #judgeQuality(): void {
    const level = ownLevel(this.#roster.levels());
    if (level === null || level === this.#local.quality) return;
    this.#local.quality = level;
    this.room.localParticipant.emit("networkQualityLevelChanged", level, null as never);
  }

  #speaks(peerId: PeerId | null): void {
    const participant = peerId === null ? null : (this.#roster.participantOf(peerId) ?? null);
    this.#state.dominantSpeaker = participant;
    this.room.emit("dominantSpeakerChanged", participant as RemoteParticipant);
  }

  #setSignaling(signaling: RoomState["signaling"]): void {
    if (this.#state.signaling === signaling) return;
    this.#state.signaling = signaling;
    if (signaling === "away") this.#notes.note((account) => account.signalingLosses++);
    this.room.emit("signalingChanged", signaling);
    this.#judgeConnection();
  }

  /** The room itself is `reconnecting` only when neither the server nor anybody in it can be reached. */
  #judgeConnection(): void {
    const cutOff = this.#state.signaling === "away" && this.#openLinks.size === 0;
    if (cutOff && this.#state.connection === "connected") {
      this.#state.connection = "reconnecting";
      this.#local.connection = "reconnecting";
      this.room.localParticipant.emit("reconnecting", this.room.localParticipant);
      this.room.emit("reconnecting", new MeshcallError(53001));
    } else if (!cutOff && this.#state.connection === "reconnecting") {
      this.#state.connection = "connected";
      this.#local.connection = "connected";
      this.room.localParticipant.emit("reconnected", this.room.localParticipant);
      this.room.emit("reconnected");
    }
    this.#token.judge(cutOff && this.#state.connection !== "disconnected");
  }

  async #updateToken(token: string): Promise<void> {
    if (typeof token !== "string") throw new TypeError("Expected the access token to be a string");
    this.#token.renewed((await this.#parts.signaling.updateToken?.(token)) ?? Infinity);
  }

  async #statsReports(): Promise<Map<string, RTCStatsReport>> {
    const reports = new Map<string, RTCStatsReport>();
    for (const [peerId, report] of await this.#parts.mesh.statsReports()) {
      const sid = this.#roster.sidOf(peerId);
      if (sid !== undefined) reports.set(sid, report);
    }
    return reports;
  }
}
