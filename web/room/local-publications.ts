import type { ErrorCode } from "#protocol/errors";
import { limits } from "#protocol/limits";
import type { PublishedTrackJson } from "#protocol/published-track";
import { MeshcallError } from "./errors.ts";
import { connectDataTrack, type LocalDataTrack } from "./local-data-track.ts";
import type { LocalAudioTrack, LocalVideoTrack } from "./local-media-track.ts";
import type { EncodingLimits } from "./layer.ts";
import type { LocalParticipant, Publisher } from "./local-participant.ts";
import { LocalTrackPublication, type AnyLocalTrackPublication, type LocalTrack } from "./publications.ts";
import type { LevelMeter, Mesh } from "./ports.ts";
import { newSid } from "./track-info.ts";
import type { TrackPriority } from "./track-priority.ts";

/** Publishes local tracks on the mesh and keeps the local participant's list. Only the room's writer has one. */
export class LocalPublications implements Publisher {
  readonly #mesh: Mesh;
  readonly #meter: LevelMeter;
  readonly #tracks: Map<string, AnyLocalTrackPublication>;
  readonly #ends = new Map<LocalTrack, () => void>();
  readonly #onChange: (tracks: PublishedTrackJson[]) => void;
  #participant: LocalParticipant | undefined;
  #closed = false;

  /** @param onChange called with all that is published, whenever something of it changes */
  constructor(
    mesh: Mesh,
    meter: LevelMeter,
    tracks: Map<string, AnyLocalTrackPublication>,
    onChange: (tracks: PublishedTrackJson[]) => void,
  ) {
    this.#mesh = mesh;
    this.#meter = meter;
    this.#tracks = tracks;
    this.#onChange = onChange;
  }

  /** From here on `trackPublished` is heard; tracks given to `connect` are published before. */
  announceTo(participant: LocalParticipant): void {
    this.#participant = participant;
  }

  /** @throws Error when the room has ended: the track stays the caller's */
  publish(track: LocalTrack, priority?: TrackPriority): AnyLocalTrackPublication {
    if (this.#closed) throw new Error("The room has ended");
    const known = this.#find(track);
    if (known !== undefined) return known;
    const sid = newSid("MT");
    const publication = this.#newPublication(sid, track, priority);
    this.#tracks.set(sid, publication);
    if (track.kind === "data") this.#startData(sid, track);
    else this.#startMedia(sid, track, publication);
    this.#changed();
    this.#participant?.emit("trackPublished", publication);
    return publication;
  }

  unpublish(track: LocalTrack): AnyLocalTrackPublication | null {
    const publication = this.#find(track);
    if (publication === undefined) return null;
    this.#tracks.delete(publication.trackSid);
    this.#ends.get(publication.track)?.();
    this.#ends.delete(publication.track);
    this.#mesh.unpublish(publication.trackSid);
    this.#changed();
    this.#participant?.emit("trackUnpublished", publication);
    return publication;
  }

  limit(limits: EncodingLimits): void {
    this.#mesh.limit(limits);
  }

  /** Messages that were taken have not reached somebody. */
  unsent(sid: string, code: ErrorCode): void {
    const track = this.#tracks.get(sid)?.track;
    if (track?.kind === "data") track.emit("messagesLost", new MeshcallError(code));
  }

  /** Lets go of every track without telling the mesh, which is being closed. */
  close(): void {
    this.#closed = true;
    for (const end of this.#ends.values()) end();
    this.#ends.clear();
  }

  #changed(): void {
    const tracks = Array.from(
      this.#tracks.values(),
      ({ trackSid: sid, trackName, isTrackEnabled: enabled, track }): PublishedTrackJson => ({
        sid,
        kind: track.kind,
        name: trackName.slice(0, limits.nameChars),
        enabled,
      }),
    );
    this.#onChange(tracks.slice(0, limits.tracks));
  }

  #find(track: LocalTrack): AnyLocalTrackPublication | undefined {
    for (const publication of this.#tracks.values()) {
      if (publication.track === track || sourceOf(publication.track) === (sourceOf(track) ?? null))
        return publication;
    }
    return undefined;
  }

  #newPublication(sid: string, track: LocalTrack, priority?: TrackPriority): AnyLocalTrackPublication {
    const unpublish = () => void this.unpublish(track);
    switch (track.kind) {
      case "audio":
        return new LocalTrackPublication(sid, track, unpublish, priority);
      case "video":
        return new LocalTrackPublication(sid, track, unpublish, priority);
      case "data":
        return new LocalTrackPublication(sid, track, unpublish, priority);
    }
  }

  #startData(sid: string, track: LocalDataTrack): void {
    const { kind, name, ordered, maxPacketLifeTime, maxRetransmits } = track;
    this.#mesh.publish({
      info: { sid, kind, name, enabled: true, ordered, maxPacketLifeTime, maxRetransmits },
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
    this.#mesh.publish({ info: { sid, kind, name, enabled }, mediaStreamTrack });
    const metered = track.kind === "audio" && !this.#metered();
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
    const restarted = (): void => {
      this.#mesh.replaceMedia(sid, track.shownTrack);
      if (metered) this.#meter.follow(track.mediaStreamTrack);
    };
    track.on("enabled", enabledListener).on("disabled", disabledListener);
    track.on("stopped", stopped).on("restarted", restarted);
    this.#ends.set(track, () => {
      track.off("enabled", enabledListener).off("disabled", disabledListener);
      track.off("stopped", stopped).off("restarted", restarted);
      if (metered) this.#meter.follow(undefined);
    });
  }

  /** Somebody talks into the microphone, which is muted. */
  mutedSpeech(): void {
    for (const [track] of this.#ends) {
      if (track.kind !== "audio") continue;
      track.emit("speakingWhileMuted", track);
      this.#participant?.emit("speakingWhileMuted", track);
      return;
    }
  }

  /** The first audio track is the microphone; sound of a shared screen is no voice. */
  #metered(): boolean {
    for (const [track] of this.#ends) if (track.kind === "audio") return true;
    return false;
  }
}

/** A connection sends one MediaStreamTrack once, however often it is wrapped. */
function sourceOf(track: LocalTrack): MediaStreamTrack | undefined {
  return track.kind === "data" ? undefined : track.mediaStreamTrack;
}
