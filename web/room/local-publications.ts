import type { Act } from "#protocol/act";
import type { ErrorCode } from "#protocol/errors";
import { limits } from "#protocol/limits";
import type { PublishedTrackJson } from "#protocol/published-track";
import { mostDataTracks } from "./data-wire.ts";
import { MeshcallError, withError } from "./errors.ts";
import { connectDataTrack } from "./data-sinks.ts";
import type { LocalDataTrack } from "./local-data-track.ts";
import type { LocalAudioTrack, LocalVideoTrack } from "./local-media-track.ts";
import type { EncodingWishes } from "./layer.ts";
import type { LocalParticipant, Publisher } from "./local-participant.ts";
import {
  LocalTrackPublication,
  type AnyLocalTrackPublication,
  type LocalPublicationActions,
  type LocalTrack,
} from "./publications.ts";
import type { AudioLevel, LevelMeter, Mesh, PeerId } from "./ports.ts";
import type { Publishing } from "./publishing/publishing.ts";
import type { RuledTrack } from "./subscribe-rules.ts";
import { newSid } from "./track-info.ts";
import type { TrackPriority } from "./track-priority.ts";

export interface PublicationListener {
  /** A track or its priority is new, just before the mesh hears of it. */
  onNew(): void;
  /** All that is published, whenever something of it changes. */
  onChange(tracks: PublishedTrackJson[]): void;
  /** Whether nobody is to receive tracks of this kind. */
  isSilenced(kind: LocalTrack["kind"]): boolean;
  /** Whose participant SID it is. */
  peerOf(participantSid: string): PeerId | undefined;
}

export interface PublicationParts {
  mesh: Mesh;
  meter: LevelMeter;
  /** Has the signal-worker do something; left out where no server has a say. */
  act?: ((act: Act) => Promise<unknown>) | undefined;
  /** As `connect` was asked. */
  encoding?: EncodingWishes | undefined;
}

/** Publishes local tracks on the mesh and keeps the local participant's list. Only the room's writer has one. */
export class LocalPublications implements Publisher {
  readonly #parts: PublicationParts;
  readonly #mesh: Mesh;
  readonly #meter: LevelMeter;
  readonly #tracks: Map<string, AnyLocalTrackPublication>;
  readonly #ends = new Map<LocalTrack, () => void>();
  /** Data tracks for one peer alone, for as long as there are: nobody else ever hears of them. */
  readonly #private = new WeakMap<LocalTrack, PeerId>();
  readonly #listener: PublicationListener;
  #participant: LocalParticipant | undefined;
  #publishing: Publishing | undefined;
  #closed = false;

  constructor(
    parts: PublicationParts,
    tracks: Map<string, AnyLocalTrackPublication>,
    listener: PublicationListener,
  ) {
    this.#parts = parts;
    this.#mesh = parts.mesh;
    this.#meter = parts.meter;
    this.#tracks = tracks;
    this.#listener = listener;
  }

  /** From here on `trackPublished` is heard; tracks given to `connect` are published before. */
  announceTo(participant: LocalParticipant): void {
    this.#participant = participant;
  }

  /** @throws Error when the room has ended: the track stays the caller's; MeshcallError 53203 for one too many */
  publish(track: LocalTrack, priority: TrackPriority = "standard", to?: string): AnyLocalTrackPublication {
    if (this.#closed) throw new Error("The room has ended");
    if (this.#publishing?.isStopped) throw new Error("Publishing is stopped");
    const known = this.#find(track);
    if (known !== undefined) return known;
    if (this.#isFullFor(track)) throw new MeshcallError(53203);
    if (to !== undefined) this.#private.set(track, this.#peerOf(to));
    const sid = newSid("MT");
    const publication = this.#newPublication(sid, track, priority);
    this.#tracks.set(sid, publication);
    this.#listener.onNew(); // first: a receiver that is not to have the track gets nothing of it
    try {
      if (track.kind === "data") this.#startData(sid, track, priority);
      else this.#startMedia(sid, track, publication);
    } catch (error) {
      this.#tracks.delete(sid);
      throw error;
    }
    this.#changed();
    this.#participant?.emit("trackPublished", publication);
    return publication;
  }

  unpublish(track: LocalTrack): AnyLocalTrackPublication | null {
    const publication = this.#find(track);
    if (publication === undefined) {
      this.#publishing?.forget(track);
      return null;
    }
    this.#tracks.delete(publication.trackSid);
    this.#ends.get(publication.track)?.();
    this.#ends.delete(publication.track);
    this.#mesh.unpublish(publication.trackSid);
    this.#changed();
    this.#participant?.emit("trackUnpublished", publication);
    return publication;
  }

  async publishing(): Promise<Publishing> {
    const { Publishing } = await import("./publishing/publishing.ts");
    this.#publishing ??= new Publishing({
      ...this.#parts,
      publications: this,
      tracks: this.#tracks,
    });
    return this.#publishing;
  }

  /** What may be sent is another. */
  silencedChanged(): void {
    this.#changed();
    for (const publication of this.#tracks.values()) publication.review();
  }

  /** Messages that were taken have not reached somebody. */
  unsent(sid: string, code: ErrorCode): void {
    const track = this.#tracks.get(sid)?.track;
    if (track?.kind === "data") withError(code, (error) => track.emit("messagesLost", error));
  }

  /** Lets go of every track without telling the mesh, which is being closed. */
  close(): void {
    this.#closed = true;
    for (const end of this.#ends.values()) end();
    this.#ends.clear();
  }

  #peerOf(participantSid: string): PeerId {
    const peerId = this.#listener.peerOf(participantSid);
    if (peerId === undefined) throw new MeshcallError(53204);
    return peerId;
  }

  #isFullFor({ kind }: LocalTrack): boolean {
    const dataTracks = [...this.#tracks.values()].filter((publication) => publication.kind === "data");
    return this.#tracks.size >= limits.tracks || (kind === "data" && dataTracks.length >= mostDataTracks);
  }

  #changed(): void {
    const told = [...this.#tracks.values()].filter(({ track }) => !this.#private.has(track));
    const tracks = Array.from(
      told,
      ({ trackSid: sid, trackName, isTrackEnabled: enabled, track }): PublishedTrackJson => ({
        sid,
        kind: track.kind,
        name: trackName.slice(0, limits.nameChars),
        enabled,
      }),
    );
    this.#listener.onChange(tracks.slice(0, limits.tracks));
  }

  #find(track: LocalTrack): AnyLocalTrackPublication | undefined {
    for (const publication of this.#tracks.values()) {
      if (publication.track === track || sourceOf(publication.track) === (sourceOf(track) ?? null))
        return publication;
    }
    return undefined;
  }

  /** All that is published, as the others are told of it. */
  *infos(): Iterable<RuledTrack["track"]> {
    for (const { trackSid: sid, trackName: name, kind, priority } of this.#tracks.values())
      yield { sid, name, kind, priority };
  }

  #newPublication(sid: string, track: LocalTrack, priority: TrackPriority): AnyLocalTrackPublication {
    const actions: LocalPublicationActions = {
      unpublish: () => void this.unpublish(track),
      isSilenced: () => this.#listener.isSilenced(track.kind),
      setPriority: (next) => {
        this.#mesh.setPriority(sid, next);
        this.#listener.onNew();
      },
    };
    switch (track.kind) {
      case "audio":
        return new LocalTrackPublication(sid, track, priority, actions);
      case "video":
        return new LocalTrackPublication(sid, track, priority, actions);
      case "data":
        return new LocalTrackPublication(sid, track, priority, actions);
    }
  }

  #startData(sid: string, track: LocalDataTrack, priority: TrackPriority): void {
    const { kind, name, ordered, maxPacketLifeTime, maxRetransmits } = track;
    const delivery = { ordered, maxPacketLifeTime, maxRetransmits };
    this.#mesh.publish({
      info: { sid, kind, name, enabled: true, ...toldPriority(priority), ...delivery },
      to: this.#private.get(track),
    });
    connectDataTrack(track, (data) => this.#mesh.send(sid, data));
    this.#ends.set(track, () => connectDataTrack(track, undefined));
  }

  #startMedia(
    sid: string,
    track: LocalAudioTrack | LocalVideoTrack,
    publication: AnyLocalTrackPublication,
  ): void {
    const { kind, name, isEnabled: enabled, shownTrack: mediaStreamTrack } = track;
    this.#mesh.publish({
      info: { sid, kind, name, enabled, ...toldPriority(publication.priority) },
      mediaStreamTrack,
    });
    const metered = track.kind === "audio" && this.#metered() === undefined;
    if (metered) this.#meter.follow(mediaStreamTrack);

    const onEnabled = (enabledNow: boolean): void => {
      this.#mesh.setEnabled(sid, enabledNow);
      this.#changed();
      publication.emit(enabledNow ? "trackEnabled" : "trackDisabled");
      this.#participant?.emit(enabledNow ? "trackEnabled" : "trackDisabled", track);
    };
    const enabledListener = () => onEnabled(true);
    const disabledListener = () => onEnabled(false);
    const stopped = (): void => {
      if (metered) this.#meter.follow(undefined); // else it would keep the microphone open
      this.#participant?.emit("trackStopped", track);
    };
    const started = (): void => void this.#participant?.emit("trackStarted", track);
    const resized = (): void => {
      if (track.kind === "video") this.#participant?.emit("trackDimensionsChanged", track);
    };
    const restarted = (): void => {
      this.#mesh.replaceMedia(sid, track.shownTrack);
      if (metered) this.#meter.follow(track.mediaStreamTrack);
    };
    track.on("enabled", enabledListener).on("disabled", disabledListener);
    track
      .on("stopped", stopped)
      .on("restarted", restarted)
      .on("started", started)
      .on("dimensionsChanged", resized);
    this.#ends.set(track, () => {
      track.off("enabled", enabledListener).off("disabled", disabledListener);
      track
        .off("stopped", stopped)
        .off("restarted", restarted)
        .off("started", started)
        .off("dimensionsChanged", resized);
      if (metered) this.#meter.follow(undefined);
    });
  }

  /** Somebody talks into the microphone, which is muted. */
  mutedSpeech(): void {
    const microphone = this.#metered();
    if (microphone === undefined) return;
    microphone.emit("speakingWhileMuted", microphone);
    this.#participant?.emit("speakingWhileMuted", microphone);
  }

  heard({ levelDbov }: AudioLevel): void {
    this.#metered()?.heard(levelDbov);
  }

  /** The first audio track is the microphone; sound of a shared screen is no voice. */
  #metered(): LocalAudioTrack | undefined {
    for (const [track] of this.#ends) if (track.kind === "audio") return track;
    return undefined;
  }
}

/** `standard` need not be told. */
function toldPriority(priority: TrackPriority): { priority?: TrackPriority } {
  return priority === "standard" ? {} : { priority };
}

/** A connection sends one MediaStreamTrack once, however often it is wrapped. */
function sourceOf(track: LocalTrack): MediaStreamTrack | undefined {
  return track.kind === "data" ? undefined : track.mediaStreamTrack;
}
