import type { Knock } from "#protocol/news";
import type { RoomRules } from "#protocol/room-rules";
import { Emitter } from "./emitter.ts";
import type { MeshcallError } from "./errors.ts";
import type { LocalParticipant } from "./local-participant.ts";
import type { Moderation } from "./moderation/moderation.ts";
import type { RemoteParticipant } from "./remote-participant.ts";
import type {
  AnyLocalTrackPublication,
  AnyRemoteTrackPublication,
  RemoteTrack,
  RemoteVideoTrackPublication,
} from "./publications.ts";
import type { RemoteAudioTrack, RemoteVideoTrack } from "./remote-media-track.ts";
import type { RemoteDataTrack } from "./remote-data-track.ts";
import type { Correspondent } from "./messages/delivery.ts";
import type { Addressee } from "./messages/messages.ts";
import type { Written } from "./room-messages.ts";
import type { CallReport } from "./stats/call-report.ts";
import type { StatsReport } from "./stats/stats-report.ts";
import type { TrackPriority } from "./track-priority.ts";
import type { Takes } from "./ports.ts";
import type { Subscription } from "./subscription/subscription.ts";
import type { WatchOptions } from "./subscription/watch-options.ts";
import type { TranscriptionEvent } from "./twilio-types.ts";
import type { VerificationEmoji } from "./verification.ts";

/** Listener arguments, as in Twilio Video 2.x. */
export interface RoomEvents {
  /** `error` is undefined after one's own `disconnect()`, whatever the type says: it is Twilio's. */
  disconnected: [room: Room, error: MeshcallError];
  reconnecting: [error: MeshcallError];
  reconnected: [];
  /** Three minutes before the token's end, or at once where less is left: time for `updateToken`. */
  tokenAboutToExpire: [];
  /** The token is over. Links go on; a lost connection to the signal-worker stays lost until `updateToken`. */
  tokenExpired: [];
  /** Meshcall's own: the signal-worker was lost, or is back. Links go on without it. */
  signalingChanged: [signaling: SignalingState];
  /** Meshcall's own: somebody talks, oneself perhaps; see `isTalking`. */
  participantTalking: [participant: RemoteParticipant | LocalParticipant];
  participantStoppedTalking: [participant: RemoteParticipant | LocalParticipant];
  /* Meshcall's own, of who may do what. `by` is null for the account, and for whoever has the room's secret. */
  /** To hosts: all who wait at the door now. */
  knocking: [knocks: readonly Knock[]];
  /** How the room is run from now on. */
  rulesChanged: [rules: RoomRules, by: AnyParticipant | null];
  /** Somebody, oneself perhaps, has another role, name, or silence. */
  participantChanged: [participant: AnyParticipant, by: AnyParticipant | null];
  /** Before `participantDisconnected`. Whoever is put out themselves hears `disconnected` with 54036. */
  participantKicked: [participant: RemoteParticipant, by: AnyParticipant | null];
  /** Where the room's rules have it (`notifyJoining`), to those who publish. */
  attendeeConnected: [attendee: Attendee];
  attendeeDisconnected: [attendee: Attendee];
  participantConnected: [participant: RemoteParticipant];
  participantDisconnected: [participant: RemoteParticipant];
  participantReconnecting: [participant: RemoteParticipant];
  participantReconnected: [participant: RemoteParticipant];
  /** Meshcall's own: somebody is in the room, but no path there is found. Meshcall goes on trying. */
  participantUnreachable: [participant: RemoteParticipant, error: MeshcallError];
  participantReachable: [participant: RemoteParticipant];
  participantVerificationChanged: [
    participant: RemoteParticipant,
    verification: readonly VerificationEmoji[] | null,
  ];
  participantSealingFailed: [participant: RemoteParticipant, error: MeshcallError];
  participantSealingRestored: [participant: RemoteParticipant];
  trackPublished: [publication: AnyRemoteTrackPublication, participant: RemoteParticipant];
  trackUnpublished: [publication: AnyRemoteTrackPublication, participant: RemoteParticipant];
  trackSubscribed: [
    track: RemoteTrack,
    publication: AnyRemoteTrackPublication,
    participant: RemoteParticipant,
  ];
  trackUnsubscribed: [
    track: RemoteTrack,
    publication: AnyRemoteTrackPublication,
    participant: RemoteParticipant,
  ];
  trackEnabled: [publication: AnyRemoteTrackPublication, participant: RemoteParticipant];
  trackDisabled: [publication: AnyRemoteTrackPublication, participant: RemoteParticipant];
  trackStarted: [track: RemoteAudioTrack | RemoteVideoTrack, participant: RemoteParticipant];
  trackDimensionsChanged: [track: RemoteVideoTrack, participant: RemoteParticipant];
  /** A video is not received any more, because nobody would see it. */
  trackSwitchedOff: [
    track: RemoteVideoTrack,
    publication: RemoteVideoTrackPublication,
    participant: RemoteParticipant,
  ];
  trackSwitchedOn: [
    track: RemoteVideoTrack,
    publication: RemoteVideoTrackPublication,
    participant: RemoteParticipant,
  ];
  /**
   * Meshcall's own: the browser plays a track only after a tap. Show something to tap, and call `startPlayback` from it; any
   * other tap on the page will do as well.
   */
  trackPlaybackBlocked: [track: RemoteAudioTrack | RemoteVideoTrack, participant: RemoteParticipant];
  trackPlaybackStarted: [track: RemoteAudioTrack | RemoteVideoTrack, participant: RemoteParticipant];
  /** Null when the dominant speaker has left and nobody else speaks, whatever the type says: it is Twilio's. */
  dominantSpeakerChanged: [participant: RemoteParticipant];
  trackMessage: [data: string | ArrayBuffer, track: RemoteDataTrack, participant: RemoteParticipant];
  /** Meshcall's own: see `sendText`. `from` is in `participants`, but for attendees that the room does not show. */
  textReceived: [text: string, from: Correspondent, circumstances: MessageCircumstances];
  /** Meshcall's own: see `sendMessage`. `body` is what JSON makes of what was sent: check it before use. */
  messageReceived: [command: string, body: unknown, from: Correspondent, circumstances: MessageCircumstances];
  trackSubscriptionFailed: [
    error: MeshcallError,
    publication: AnyRemoteTrackPublication,
    participant: RemoteParticipant,
  ];
  trackPublishPriorityChanged: [
    priority: TrackPriority,
    publication: AnyRemoteTrackPublication,
    participant: RemoteParticipant,
  ];
  /** The first participant records the call with `meshcall/recording`, oneself perhaps; see `isRecording`. */
  recordingStarted: [];
  /** Nobody does any more. */
  recordingStopped: [];
  /* Of a server that listens, which a mesh has none of: they never come. */
  transcription: [event: TranscriptionEvent];
  trackWarning: [name: string, publication: AnyLocalTrackPublication, participant: LocalParticipant];
  trackWarningsCleared: [publication: AnyLocalTrackPublication, participant: LocalParticipant];
}

export interface MessageCircumstances {
  /** It was sent to oneself alone. */
  readonly isPrivate: boolean;
}

export interface MessageOptions {
  /** For this participant alone, or for whose SID it is; left out: for everybody who is in. */
  to?: Addressee | undefined;
}

export type AnyParticipant = LocalParticipant | RemoteParticipant;

/** Somebody who receives and never sends. */
export interface Attendee {
  readonly sid: string;
  readonly identity: string;
  readonly displayName: string;
}

export type RoomConnection = "connected" | "reconnecting" | "disconnected";
/** Whether the signal-worker can be reached. A call goes on without it; only newcomers need it. */
export type SignalingState = "open" | "away";

/** What the room's writer knows of the room. The room reads it and never writes. */
export interface RoomState {
  readonly sid: string;
  readonly name: string;
  connection: RoomConnection;
  signaling: SignalingState;
  dominantSpeaker: RemoteParticipant | null;
  readonly participants: Map<string, RemoteParticipant>;
  readonly attendees: Map<string, Attendee>;
  /** SIDs of those who record. */
  readonly recorders: Set<string>;
  rules: RoomRules | null;
}

/** What a room may ask of its writer. */
export interface RoomActions {
  disconnect(): void;
  send(written: Written, to: Addressee | undefined): Promise<void>;
  updateToken(token: string): Promise<void>;
  moderation(): Promise<Moderation>;
  report(): Promise<CallReport>;
  statsReports(): Promise<Map<string, RTCStatsReport>>;
  /** What is taken of a participant; undefined: as of everybody. */
  take(participantSid: string, takes: Takes | undefined): void;
}

/** A call one takes part in. */
export class Room extends Emitter<RoomEvents> {
  readonly localParticipant: LocalParticipant;
  /** Null, as in Twilio's peer-to-peer rooms, whatever Twilio's typings say: no server carries media. */
  readonly mediaRegion: string = null as never;
  readonly #state: RoomState;
  readonly #actions: RoomActions;

  constructor(state: RoomState, localParticipant: LocalParticipant, actions: RoomActions) {
    super();
    this.#state = state;
    this.localParticipant = localParticipant;
    this.#actions = actions;
  }

  /** `RM` and 32 hex digits. */
  get sid(): string {
    return this.#state.sid;
  }
  get name(): string {
    return this.#state.name;
  }
  get state(): RoomConnection {
    return this.#state.connection;
  }
  /** Meshcall's own: `away` while the signal-worker cannot be reached. */
  get signaling(): SignalingState {
    return this.#state.signaling;
  }
  /** A participant says that they record the call; nobody can know of who does not say so. */
  get isRecording(): boolean {
    return this.#state.recorders.size > 0;
  }
  /** Whoever else speaks, or was the last to; kept through pauses and until they leave. */
  get dominantSpeaker(): RemoteParticipant | null {
    return this.#state.dominantSpeaker;
  }
  /** Everybody else, by participant SID. */
  get participants(): Map<string, RemoteParticipant> {
    return this.#state.participants;
  }
  /** Meshcall's own: those who only receive, by SID; empty unless the room's rules have it (`notifyJoining`). */
  get attendees(): Map<string, Attendee> {
    return this.#state.attendees;
  }
  /** Meshcall's own: how the room is run; null: as usual, as far as is known. */
  get rules(): RoomRules | null {
    return this.#state.rules;
  }

  /** Meshcall's own: what a host does. Its code is loaded with the first call. */
  moderation(): Promise<Moderation> {
    return this.#actions.moderation();
  }

  /** Meshcall's own: how the call goes, and after its end how it went. It is sent nowhere. */
  getReport(): Promise<CallReport> {
    return this.#actions.report();
  }

  /**
   * Meshcall's own: a subscription to one participant, which can pause, switch to somebody else and ask for layers
   * (docs/subscriptions.md). The first call loads what makes them.
   * @throws MeshcallError (as a rejection) 54038 for somebody who is not in the room, 54044 for a layer that there is not;
   * TypeError for options of the wrong type
   */
  async watch(participant: RemoteParticipant, options?: WatchOptions): Promise<Subscription> {
    return (await import("./subscription/watch.ts")).watch(this, this.#actions, participant, options);
  }

  /**
   * Meshcall's own: sends a text; `textReceived` tells the others, once and in the order in which this page sends. It goes over
   * the link with somebody, or over the signal-worker while there is none. docs/messages.md has the details.
   * @returns settles when everybody has it who was in
   * @throws TypeError and RangeError (as a rejection) for what is no text, or more than 8 KB of UTF-8
   * @throws MeshcallError (as a rejection) 54045 ({@link MessageNotSentError}) where somebody has left without it, 54049
   * where 1,000 have not settled yet
   */
  async sendText(text: string, { to }: MessageOptions = {}): Promise<void> {
    return this.#actions.send({ text }, to);
  }

  /**
   * Meshcall's own: as `sendText`, for what programs say to each other; `messageReceived` tells the others.
   * @param command 1 to 128 characters
   * @param body anything that JSON can say; it is read at once
   */
  async sendMessage(command: string, body: unknown = null, { to }: MessageOptions = {}): Promise<void> {
    return this.#actions.send({ command, body: JSON.stringify(body) }, to);
  }

  /** Leaves. Tracks that `connect` captured are stopped. Safe to call twice. */
  disconnect(): this {
    this.#actions.disconnect();
    return this;
  }

  /**
   * Meshcall's own: plays what the browser has refused to play; call it from a tap or a key press.
   * @returns whether everything plays now
   */
  async startPlayback(): Promise<boolean> {
    const tracks = [...this.participants.values()].flatMap((participant) =>
      [...participant.tracks.values()].flatMap(({ track }) =>
        track === null || track.kind === "data" ? [] : track,
      ),
    );
    const playing = await Promise.all(tracks.map((track) => track.startPlayback()));
    return !playing.includes(false);
  }

  /**
   * Goes on with a newer token of the same identity and room, as Twilio's Chat client does.
   * @returns settles when the signal-worker has checked it, which waits for it where it is away
   * @throws MeshcallError (as a rejection) 20101 to 20107 or 54006 for a token that will not do: the one before
   * stays in force; 53204 when the room is over
   */
  updateToken(token: string): Promise<void> {
    return this.#actions.updateToken(token);
  }

  /** One report for each other participant, as in Twilio Video; the first call loads what makes them. */
  async getStats(): Promise<StatsReport[]> {
    return (await import("./stats/room-stats.ts")).statsOf(this);
  }

  /** Meshcall's own: the browser's raw report of each link, by participant SID. */
  getRtcStats(): Promise<Map<string, RTCStatsReport>> {
    return this.#actions.statsReports();
  }

  /**
   * Plays on what the browser has paused, for instance after a phone call (Twilio's remedy for Safari). Best called from
   * a tap.
   */
  refreshInactiveMedia(): this {
    for (const { trackPublications: tracks } of [this.localParticipant, ...this.participants.values()])
      for (const { track } of tracks.values()) if (track !== null && track.kind !== "data") track.resume();
    return this;
  }

  override toString(): string {
    return `[Room ${this.sid}]`;
  }
}

export declare namespace Room {
  /** `RM` and 32 hex digits. */
  type SID = string;
}
