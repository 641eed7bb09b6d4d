import { Emitter } from "./emitter.ts";
import type { LocalParticipant } from "./local-participant.ts";
import type { RemoteParticipant } from "./remote-participant.ts";
import type { Room } from "./room.ts";

/** A track as 1.x knows it. */
interface LegacyTrack {
  readonly kind: "audio" | "video" | "data";
}
interface LegacyPublication {
  readonly kind: "audio" | "video" | "data";
  readonly trackSid: string;
  readonly track: LegacyTrack | null;
}

/**
 * Gives a room the events of Twilio Video 1.x (1.20): `trackAdded` and `trackRemoved`, a track where 2.x has a
 * publication, `unsubscribed` of a track, and maps of tracks by their ids, where 2.x has publications by their SIDs.
 * Call before anybody listens.
 */
export function legacyEvents(room: Room): void {
  legacyLocal(room.localParticipant);
  for (const participant of room.participants.values()) legacyRemote(participant, room);
  room.on("participantConnected", (participant) => legacyRemote(participant, room));
}

function legacyRemote(participant: RemoteParticipant, room: Room): void {
  const maps = new LegacyMaps(participant);
  const emit = emitterOf(participant);
  const emitAtRoom = emitterOf(room);
  /** Tracks that are unsubscribed: removed if their publication goes too, kept if their participant does. */
  const unsubscribed = new Map<unknown, LegacyTrack>();
  const tell = (event: string, track: LegacyTrack): void => {
    emit(event, track);
    emitAtRoom(event, track, participant);
  };
  participant.emit = (event: string, ...args: unknown[]): boolean => {
    const [first, second] = args;
    switch (event) {
      case "trackSubscribed": {
        if (!isTrack(first)) break;
        Object.defineProperty(first, "isSubscribed", { value: true, configurable: true });
        maps.add(first);
        tell("trackAdded", first);
        return emit(event, first);
      }
      case "trackUnsubscribed": {
        if (!isTrack(first)) break;
        unsubscribed.set(second, first);
        Object.defineProperty(first, "isSubscribed", { value: false, configurable: true });
        emitterOf(first)("unsubscribed", first);
        return emit(event, first);
      }
      case "trackUnpublished": {
        const track = unsubscribed.get(first);
        unsubscribed.delete(first);
        if (track === undefined) break;
        maps.remove(track);
        tell("trackRemoved", track);
        break;
      }
      case "trackEnabled":
      case "trackDisabled": {
        const track = isPublication(first) ? first.track : null;
        return track !== null && emit(event, track);
      }
    }
    return emit(event, ...args);
  };
}

function legacyLocal(participant: LocalParticipant): void {
  const maps = new LegacyMaps(participant);
  for (const { track } of participant.trackPublications.values()) maps.add(track);
  const emit = emitterOf(participant);
  participant.emit = (event: string, ...args: unknown[]): boolean => {
    const [publication] = args;
    const track = isPublication(publication) ? publication.track : null;
    if (event === "trackPublished" && track !== null) {
      maps.add(track);
      emit("trackAdded", track);
    }
    if (event === "trackUnpublished" && track !== null) {
      maps.remove(track);
      emit("trackRemoved", track);
    }
    return emit(event, ...args);
  };
}

/** 1.x's maps of a participant. */
class LegacyMaps {
  readonly #all = new Map<string, LegacyTrack>();
  readonly #byKind = { audio: new Map(), video: new Map(), data: new Map() };

  constructor(participant: LocalParticipant | RemoteParticipant) {
    const all: ReadonlyMap<string, LegacyPublication> = participant.trackPublications;
    const publications = (kind: string): Map<string, LegacyPublication> =>
      new Map([...all].filter(([, publication]) => publication.kind === kind));
    Object.defineProperties(participant, {
      tracks: { value: this.#all },
      audioTracks: { value: this.#byKind.audio },
      videoTracks: { value: this.#byKind.video },
      dataTracks: { value: this.#byKind.data },
      audioTrackPublications: { get: () => publications("audio") },
      videoTrackPublications: { get: () => publications("video") },
      dataTrackPublications: { get: () => publications("data") },
    });
  }

  add(track: LegacyTrack): void {
    const id = idOf(track);
    this.#all.set(id, track);
    this.#byKind[track.kind].set(id, track);
  }
  remove(track: LegacyTrack): void {
    const id = idOf(track);
    this.#all.delete(id);
    this.#byKind[track.kind].delete(id);
  }
}

/** Of a remote track 1.x has its MediaStreamTrack's id; ours may get another one, so its SID stands for it. */
function idOf(track: LegacyTrack): string {
  if (!("id" in track)) Object.defineProperty(track, "id", { value: Reflect.get(track, "sid") });
  return String(Reflect.get(track, "id"));
}

/** Emits what the typed events do not have. */
function emitterOf(of: object): (event: string, ...args: unknown[]) => boolean {
  return (event, ...args) => Reflect.apply(Emitter.prototype.emit, of, [event, ...args]);
}

function isTrack(value: unknown): value is LegacyTrack {
  return value instanceof Emitter && "kind" in value;
}
function isPublication(value: unknown): value is LegacyPublication {
  return value instanceof Emitter && "trackSid" in value;
}
