import type { Member } from "#protocol/announce";
import type { Mesh, Wish } from "./ports.ts";
import { RemoteDataTrack } from "./remote-data-track.ts";
import {
  chosenOf,
  type Entry,
  type MediaEntry,
  type PublicationEntry,
  type VideoEntry,
} from "./remote-entries.ts";
import {
  RemoteAudioTrack,
  RemoteVideoTrack,
  type RemoteMediaState,
  type VideoListener,
} from "./remote-media-track.ts";
import type { RemoteTrackPublication } from "./publications.ts";
import type { RuledTrack } from "./subscribe-rules.ts";
import type { VideoProfile } from "./video-profile.ts";

export interface SubscriberParts {
  mesh: Mesh;
  profile: VideoProfile;
  /** Whether this page is to have the track at all. */
  isWanted(publisher: Member, track: RuledTrack["track"]): boolean;
  /** The page has pinned a track, or let go. */
  onPriority(): void;
}

/** Makes the tracks of remote publications, and takes them away: one for each that is wanted, once its media are there. */
export class RemoteSubscriptions {
  readonly #parts: SubscriberParts;

  constructor(parts: SubscriberParts) {
    this.#parts = parts;
  }

  /** Media have come: the first of this track, or others in their place. */
  media(entry: Entry, known: MediaEntry, source: MediaStreamTrack): void {
    known.source = source;
    const { track } = known.state;
    if (track === null || known.media === undefined) return this.review(entry, known);
    const before = known.media.mediaStreamTrack;
    known.media.mediaStreamTrack = source;
    if (before !== source) track.sourceReplaced(before);
  }

  /** After everything that may change whether the track is wanted. */
  review(entry: Entry, known: PublicationEntry): void {
    const wanted = this.#parts.isWanted(entry.member, known.state);
    if (wanted === (known.state.track !== null)) return;
    if (!wanted) return this.unsubscribe(entry, known);
    switch (known.kind) {
      case "data":
        known.state.track = new RemoteDataTrack(known.info);
        break;
      case "audio": {
        const media = mediaOf(entry, known);
        if (media === undefined) return; // follows with the negotiation
        const track = new RemoteAudioTrack(media);
        known.state.track = track;
        tellOf(track, entry);
        break;
      }
      case "video": {
        const media = mediaOf(entry, known);
        if (media === undefined) return;
        const track = this.#video(entry, known, media);
        known.state.track = track;
        track.on("dimensionsChanged", () => entry.participant.emit("trackDimensionsChanged", track));
        tellOf(track, entry);
      }
    }
    this.#subscribed(entry, known);
    if (known.kind === "video") known.state.track?.ask(); // what is not chosen is stopped before any tile is seen
  }

  unsubscribe(entry: Entry, known: PublicationEntry): void {
    const { track } = known.state;
    if (track === null) return;
    known.state.track = null;
    if (known.kind !== "data") delete known.media;
    if (track.kind !== "data") track.close();
    const publication: RemoteTrackPublication = known.publication;
    publication.emit("unsubscribed", track);
    entry.participant.emit("trackUnsubscribed", track, known.publication);
  }

  #subscribed(entry: Entry, known: PublicationEntry): void {
    const { track } = known.state;
    if (track === null) return;
    const publication: RemoteTrackPublication = known.publication;
    publication.emit("subscribed", track);
    entry.participant.emit("trackSubscribed", track, known.publication);
  }

  #video(entry: Entry, known: VideoEntry, media: RemoteMediaState): RemoteVideoTrack {
    const listener: VideoListener = {
      onWish: (wish) => {
        this.#parts.mesh.wish(entry.member.peerId, known.state.sid, wish);
        this.#switched(entry, known, wish);
      },
      onPriority: () => this.#parts.onPriority(),
      onKeyFrame: () => this.#parts.mesh.keyFrame(known.state.sid, entry.member.peerId),
    };
    return new RemoteVideoTrack(media, listener, this.#parts.profile);
  }

  #switched({ participant }: Entry, { state: { track }, media, publication }: VideoEntry, wish: Wish): void {
    const off = wish.widthPx * wish.heightPx === 0;
    if (track === null || media === undefined || media.switchedOff === off) return;
    media.switchedOff = off;
    track.emit(off ? "switchedOff" : "switchedOn", track);
    const event = off ? "trackSwitchedOff" : "trackSwitchedOn";
    publication.emit(event, track);
    participant.emit(event, track, publication);
  }
}

function tellOf(track: RemoteAudioTrack | RemoteVideoTrack, { participant }: Entry): void {
  track.on("started", () => participant.emit("trackStarted", track));
  track.on("playbackBlocked", () => participant.emit("trackPlaybackBlocked", track));
  track.on("playbackStarted", () => participant.emit("trackPlaybackStarted", track));
}

function mediaOf(entry: Entry, known: MediaEntry): RemoteMediaState | undefined {
  const { source, state } = known;
  if (source === undefined) return undefined;
  known.media = {
    sid: state.sid,
    name: state.name,
    mediaStreamTrack: source,
    enabled: state.enabled,
    publishPriority: state.priority,
    switchedOff: false,
    ...chosenOf(state.name, entry.choice),
  };
  return known.media;
}
