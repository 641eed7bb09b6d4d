import type { Act } from "#protocol/act";
import { MeshcallError } from "./errors.ts";
import { newAudioLevelState, pushAudioLevel, type AudioLevelState } from "./audio-level-feed.ts";
import { LocalParticipant, type LocalParticipantState } from "./local-participant.ts";
import { LocalPublications, type PublicationParts } from "./local-publications.ts";
import type { LinkQuality } from "./network-quality.ts";
import { NewsDesk } from "./news-desk.ts";
import type { AudioLevel, Joined, MeshFact, PeerId, Signaling, SignalingFact } from "./ports.ts";
import type { LocalTrack } from "./publications.ts";
import type { RemoteParticipant } from "./remote-participant.ts";
import { PublicationMap } from "./publication-map.ts";
import { RemoteRoster } from "./remote-roster.ts";
import { RoomMessages } from "./room-messages.ts";
import { RoomPresence } from "./room-presence.ts";
import { RoomReach } from "./room-reach.ts";
import { RoomSubscriptions } from "./room-subscriptions.ts";
import { Room, type RoomState } from "./room.ts";
import { silentKinds, standingOf } from "./standing.ts";
import { TokenClock } from "./token-clock.ts";
import { CallNotes } from "./stats/call-notes.ts";
import { usualProfile } from "./video-profile.ts";
import type { VideoChoice, VideoChoiceOptions } from "./video-choice.ts";
import { log } from "./log.ts";

export interface RoomParts extends VideoChoiceOptions, Omit<PublicationParts, "act"> {
  signaling: Signaling;
  /** Published from the start. */
  tracks: readonly LocalTrack[];
  /** `false`: nothing is received but what subscribe rules give. */
  automaticSubscription?: boolean | undefined;
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
  readonly #local: LocalParticipantState & { level: AudioLevelState };
  readonly #publications: LocalPublications;
  readonly #roster: RemoteRoster;
  /** Undefined until somebody is linked and its code has come: until then everybody's video is received. */
  #videos: VideoChoice | undefined;
  #choosing = false;
  /** Loaded with the first measure. */
  #judging: typeof import("./network-quality.ts") | undefined;
  readonly #notes: CallNotes;
  readonly #messages: RoomMessages;
  readonly #presence: RoomPresence;
  readonly #reach: RoomReach;
  readonly #subscriptions: RoomSubscriptions;
  readonly #news: NewsDesk;
  readonly #act = async (wanted: Act): Promise<unknown> => (await this.#news.load()).act(wanted);
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
      attendees: new Map(),
      recorders: new Set(),
      rules: null,
    };
    this.#local = {
      sid: joined.self.sid,
      identity: joined.self.identity,
      ...standingOf(joined.self),
      privateId: joined.privateId ?? null,
      connection: "connected",
      tracks: new PublicationMap(),
      level: newAudioLevelState(),
      quality: null,
      qualityStats: null,
    };
    const act = parts.signaling.act && this.#act;
    this.#publications = new LocalPublications({ ...parts, act }, this.#local.tracks, {
      onNew: () => this.#subscriptions.published(),
      onChange: (tracks) => parts.signaling.tracks?.(this.#local.isPublishing ? tracks : []),
      isSilenced: (kind) => silentKinds(this.#local).has(kind),
      peerOf: (participantSid) => this.#roster.peerOf(participantSid),
    });
    const localParticipant = new LocalParticipant(this.#local, this.#publications);
    this.#roster = new RemoteRoster(parts.mesh, this.#state.participants, {
      receive: parts.receive !== "none",
      profile: parts.profile ?? usualProfile,
      isWanted: (publisher, track) =>
        !silentKinds(standingOf(publisher)).has(track.kind) && this.#subscriptions.isWanted(publisher, track),
      onPriority: () => this.#videos?.review(),
      holdsData: (peerId) => this.#subscriptions.holdsData(peerId),
    });
    this.#subscriptions = new RoomSubscriptions({
      mesh: parts.mesh,
      roster: this.#roster,
      self: joined.self,
      automatic: parts.automaticSubscription !== false,
      tracks: () => this.#publications.infos(),
    });
    this.#notes = new CallNotes(sid);
    localParticipant.on("trackStopped", ({ kind, isLost }) => {
      if (isLost) this.#notes.note((account) => account.lostDevices.push(kind));
    });
    this.room = new Room(this.#state, localParticipant, {
      disconnect: () => this.end(),
      send: (written, to) => this.#messages.send(written, to),
      updateToken: (token) => this.#updateToken(token),
      moderation: async () => (await this.#news.load()).moderation,
      report: () => this.#notes.report(),
      statsReports: () => this.#statsReports(),
      take: (sid, takes) => {
        const peerId = this.#roster.peerOf(sid);
        if (peerId !== undefined) this.#subscriptions.take(peerId, takes);
      },
    });

    this.#reach = new RoomReach({
      room: this.room,
      state: this.#state,
      local: this.#local,
      onJudged: (cutOff) => this.#token.judge(cutOff),
    });
    this.#presence = new RoomPresence({
      room: this.room,
      roster: this.#roster,
      mesh: parts.mesh,
      signaling: parts.signaling,
      notes: this.#notes,
      onAttendees: () => this.#news.news?.reviewAttendees(),
      onArrived: (peerId) => {
        this.#subscriptions.arrived(peerId);
        this.#videos?.review();
      },
      onGone: (peerId) => this.#gone(peerId),
    });
    this.#news = new NewsDesk(
      {
        room: this.room,
        state: this.#state,
        presence: this.#presence,
        roster: this.#roster,
        publications: this.#publications,
        signaling: parts.signaling,
        mesh: parts.mesh,
        local: this.#local,
        self: joined.self,
      },
      (fact) => this.onSignaling(fact),
    );
    this.#messages = new RoomMessages({
      self: joined.self.peerId,
      mesh: parts.mesh,
      signaling: parts.signaling,
      presence: this.#presence,
      roster: this.#roster,
      room: this.room,
      recorderSids: this.#state.recorders,
    });

    parts.mesh.start((fact) => this.#onMesh(fact));
    parts.mesh.silence(silentKinds(this.#local));
    for (const track of parts.tracks) this.#publications.publish(track);
    this.#publications.announceTo(localParticipant);
    for (const member of joined.peers) this.#presence.found(member);
    this.#subscriptions.replace(joined.rules);
    parts.mesh.joined(joined);
    this.#token.lives(joined.tokenLifeSeconds);
    this.#news.joined(joined);
  }

  /** Facts after the first `joined`. */
  onSignaling(fact: SignalingFact): void {
    if (this.#state.connection === "disconnected" || this.#news.holds(fact)) return;
    const { mesh } = this.#parts;
    switch (fact.fact) {
      case "joined":
        this.#token.lives(fact.joined.tokenLifeSeconds);
        this.#setSignaling("open");
        this.#subscriptions.replace(fact.joined.rules);
        this.#local.privateId = fact.joined.privateId ?? null;
        this.#presence.rejoined(fact.joined);
        this.#news.joined(fact.joined);
        break;
      case "news":
        this.#news.news?.receive(fact.news);
        break;
      case "offered":
        this.#presence.offered(fact);
        break;
      case "present":
        this.#presence.arrived(fact.member);
        break;
      case "parcel":
        mesh.parcel(fact.from, fact.parcel);
        break;
      case "answered":
        this.#presence.answered(fact.from);
        mesh.answered(fact.from, fact.offerId, fact.description);
        break;
      case "candidates":
        mesh.candidates(fact.from, fact.offerId, fact.candidates);
        break;
      case "left":
        this.#presence.left(fact);
        break;
      case "rules":
        this.#subscriptions.set(fact.peerId, fact.rules);
        break;
      case "away":
      case "waiting":
        this.#news.news?.away();
        this.#setSignaling("away");
        break;
      case "tokenExpired":
        this.#token.refused();
        this.#reach.judge();
        break;
      case "refused":
        this.end(fact.error);
        break;
    }
    this.#messages.heed(fact);
  }

  setLevel(level: AudioLevel): void {
    pushAudioLevel(this.#local.level, level);
    this.#publications.heard(level);
    if (!silentKinds(this.#local).has("audio")) this.#parts.mesh.setLevel(level);
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
    this.#news.news?.ended();
    this.#notes.ended(error?.code ?? "left");
    this.#messages.end();
    this.#publications.close();
    this.#videos?.close();
    this.#parts.mesh.close(error?.code === 54036); // whom a host puts out says no goodbye: the others know
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
          void this.#chooseVideos();
          this.#subscriptions.linked(fact.peerId);
        }
        roster.linkState(fact.peerId, fact.state);
        this.#notes.link(roster.sidOf(fact.peerId), fact.state);
        this.#judgeQuality();
        this.#reach.link(fact.peerId, fact.state);
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
        if (fact.why === "silent") this.#presence.silent(fact.peerId);
        else this.#presence.gone(fact.peerId);
        break;
      case "takes":
        this.#subscriptions.give(fact.peerId, fact.takes);
        break;
      case "manual":
        this.#subscriptions.manual(fact.peerId);
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
      case "level": {
        const heard = roster.level(fact.peerId, fact.level);
        this.#videos?.level(fact.peerId, heard);
        break;
      }
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
    this.#messages.heed(fact);
  }

  #gone(peerId: PeerId): void {
    this.#videos?.gone(peerId);
    this.#judgeQuality();
    this.#reach.forget(peerId);
  }

  async #chooseVideos(): Promise<void> {
    if (this.#choosing) return;
    this.#choosing = true;
    try {
      const { VideoChoice, followTalkers } = await import("./video-choice.ts");
      if (this.#state.connection === "disconnected") return;
      this.#videos = new VideoChoice(this.#roster, this.#parts, (peerId) => this.#speaks(peerId));
      this.#videos.review();
      followTalkers(this.room, this.#act);
    } catch (error) {
      log("warn", "who speaks is not followed, and everybody's video is received", error);
    }
  }

  async #measured(peerId: PeerId, quality: LinkQuality): Promise<void> {
    const sid = this.#roster.sidOf(peerId);
    this.#notes.note((account) => account.measured(sid, quality));
    if (this.#parts.networkQuality !== false) this.#judging ??= await import("./network-quality.ts");
    if (this.#state.connection === "disconnected") return;
    this.#roster.quality(peerId, quality, this.#judging);
    this.#judgeQuality();
  }

  #judgeQuality(): void {
    const level = this.#judging?.ownLevel(this.#roster.levels()) ?? null;
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
    this.#reach.judge();
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
