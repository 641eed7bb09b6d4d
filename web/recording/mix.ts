import type { LocalAudioTrackPublication, LocalVideoTrackPublication } from "../room/publications.ts";
import type { RemoteParticipant } from "../room/remote-participant.ts";
import type { RemoteVideoTrack } from "../room/remote-media-track.ts";
import type { Room, RoomEvents } from "../room/room.ts";
import { isScreenName } from "../room/track-info.ts";
import { Capture } from "./capture.ts";
import type { MixedSource, PictureWish, TakeFailure } from "./thread-wire.ts";

/** Small enough for a laptop that is in the call as well. */
const mixWish: PictureWish = {
  isMixed: true,
  widthPx: 1_280,
  heightPx: 720,
  framesPerSecond: 20,
  bitsPerSecond: 2_000_000,
};
/** What is asked of others while no tile is seen, since their pictures go on here. */
const hiddenSize = { width: 640, height: 360 };

const roomEvents = [
  "participantConnected",
  "participantDisconnected",
  "trackSubscribed",
  "trackUnsubscribed",
  "trackEnabled",
  "trackDisabled",
  "trackSwitchedOff",
  "trackSwitchedOn",
  "participantChanged",
] as const satisfies readonly (keyof RoomEvents)[];
const ownEvents = [
  "trackPublished",
  "trackEnabled",
  "trackDisabled",
  "trackStarted",
  "trackStopped",
  "changed",
] as const;

export interface MixParts {
  room: Room;
  folder: string;
  /** Whoever is not is neither seen nor heard in it. */
  isIn(participant: RemoteParticipant): boolean;
  onProgress(): void;
  onFailure(failure: TakeFailure): void;
}

interface Playing {
  track: MediaStreamTrack;
  source: MediaStreamAudioSourceNode;
  element: HTMLAudioElement;
}

/** Everybody together as on the stage, with all sounds, into one log. */
export class Mix {
  readonly #parts: MixParts;
  readonly #capture: Capture;
  readonly #context = new AudioContext({ sampleRate: 48_000 });
  readonly #sum: MediaStreamAudioDestinationNode;
  readonly #playing = new Map<string, Playing>();
  readonly #videos = new Map<string, MediaStreamTrack>();

  /** @throws Error where the page's policy forbids the thread */
  constructor(parts: MixParts) {
    this.#parts = parts;
    const { room, folder, onProgress, onFailure } = parts;
    this.#capture = new Capture({
      folder,
      file: "mix.log",
      kind: "mix",
      picture: mixWish,
      onProgress,
      onFailure,
    });
    this.#sum = new MediaStreamAudioDestinationNode(this.#context, { channelCount: 1 });
    // a sum of nothing would be no sound at all
    const silence = new ConstantSourceNode(this.#context, { offset: 0 });
    silence.connect(this.#sum);
    silence.start();
    this.#context.resume().catch(() => undefined); // refused until a gesture: recordings start with one
    const [sound] = this.#sum.stream.getAudioTracks();
    this.#capture.audio(sound);
    for (const event of roomEvents) room.on(event, this.look);
    for (const event of ownEvents) room.localParticipant.on(event, this.look);
    document.addEventListener("visibilitychange", this.look);
    this.look();
  }

  get bytes(): number {
    return this.#capture.bytes;
  }
  get durationMs(): number {
    return this.#capture.durationMs;
  }
  /** When it began, by the page's clock. */
  get begun(): Promise<number> {
    return this.#capture.begun;
  }

  /** Settles when all is on the disk. Safe to call twice. */
  async end(): Promise<void> {
    const { room } = this.#parts;
    for (const event of roomEvents) room.off(event, this.look);
    for (const event of ownEvents) room.localParticipant.off(event, this.look);
    document.removeEventListener("visibilitychange", this.look);
    this.#preferSize(false);
    for (const sid of this.#playing.keys()) this.#silence(sid);
    await this.#capture.end();
    if (this.#context.state !== "closed") await this.#context.close();
  }

  /** Somebody has come, gone, agreed or refused, or has other tracks. */
  readonly look = (): void => {
    const { room, isIn } = this.#parts;
    const people: MixedSource[] = [];
    const videos = new Map<string, MediaStreamTrack>();
    const sounds = new Map<string, MediaStreamTrack>();
    const own = room.localParticipant;
    this.#lookAt(
      own.sid,
      own.displayName,
      ownTracks([...own.audioTracks.values(), ...own.videoTracks.values()]),
      {
        people,
        videos,
        sounds,
      },
    );
    for (const participant of room.participants.values()) {
      if (!isIn(participant)) continue;
      const tracks = [...participant.tracks.values()].flatMap(({ track, trackSid }): Seen[] => {
        if (track === null || track.kind === "data" || !track.isEnabled || track.isSwitchedOff) return [];
        return [{ sid: trackSid, kind: track.kind, name: track.name, source: track.mediaStreamTrack }];
      });
      this.#lookAt(participant.sid, participant.displayName, tracks, { people, videos, sounds });
    }
    this.#capture.people(people);
    for (const id of this.#videos.keys()) if (!videos.has(id)) this.#capture.video(id, undefined);
    this.#videos.clear();
    for (const [id, track] of videos) {
      this.#videos.set(id, track);
      this.#capture.video(id, track);
    }
    for (const [sid, { track }] of this.#playing) if (sounds.get(sid) !== track) this.#silence(sid);
    for (const [sid, track] of sounds) if (!this.#playing.has(sid)) this.#play(sid, track);
    this.#preferSize(document.hidden);
  };

  #lookAt(
    sid: string,
    name: string,
    tracks: readonly Seen[],
    {
      people,
      videos,
      sounds,
    }: { people: MixedSource[] } & Record<"videos" | "sounds", Map<string, MediaStreamTrack>>,
  ): void {
    people.push({ id: sid, name, isScreen: false });
    for (const { sid: trackSid, kind, name: trackName, source } of tracks) {
      const isScreen = isScreenName(trackName);
      if (kind === "audio") sounds.set(trackSid, source);
      else if (!isScreen) videos.set(sid, source);
      else {
        people.push({ id: trackSid, name, isScreen });
        videos.set(trackSid, source);
      }
    }
  }

  #play(sid: string, track: MediaStreamTrack): void {
    if (track.readyState === "ended") return;
    const stream = new MediaStream([track]);
    const source = this.#context.createMediaStreamSource(stream);
    source.connect(this.#sum);
    // Chromium gives the sound of a link to nobody before some element plays it (crbug.com/121673)
    const element = new Audio();
    element.muted = true;
    element.srcObject = stream;
    element.play().catch(() => undefined); // the stage plays it in any case
    this.#playing.set(sid, { track, source, element });
  }

  #silence(sid: string): void {
    const playing = this.#playing.get(sid);
    this.#playing.delete(sid);
    playing?.source.disconnect();
    if (playing !== undefined) playing.element.srcObject = null;
  }

  #preferSize(isHidden: boolean): void {
    for (const participant of this.#parts.room.participants.values()) {
      for (const { track } of participant.videoTracks.values()) {
        if (track === null || !this.#parts.isIn(participant)) continue;
        this.#prefer(track, isHidden);
      }
    }
  }

  readonly #preferred = new WeakSet<RemoteVideoTrack>();

  #prefer(track: RemoteVideoTrack, isHidden: boolean): void {
    if (isHidden === this.#preferred.has(track)) return;
    if (isHidden) this.#preferred.add(track);
    else this.#preferred.delete(track);
    track.setContentPreferences(isHidden ? { renderDimensions: hiddenSize } : {});
  }
}

interface Seen {
  sid: string;
  kind: "audio" | "video";
  name: string;
  source: MediaStreamTrack;
}

function ownTracks(
  publications: readonly (LocalAudioTrackPublication | LocalVideoTrackPublication)[],
): Seen[] {
  return publications
    .filter(({ track, isSilenced }) => track.isEnabled && !track.isStopped && !isSilenced)
    .map(({ trackSid, track }) => ({
      sid: trackSid,
      kind: track.kind,
      name: track.name,
      source: track.shownTrack,
    }));
}
