import type { AudioLevelFeed } from "../../room/audio-level-feed.ts";
import type { LocalParticipant } from "../../room/local-participant.ts";
import type { MediaTrack } from "../../room/media-track.ts";
import type { NetworkQualityLevel } from "../../room/network-quality.ts";
import { isScreenName } from "../../room/track-info.ts";
import type { RemoteParticipant } from "../../room/remote-participant.ts";
import type { Room } from "../../room/room.ts";
import { ofMedia, pathWords, type PathTrouble } from "../notice/trouble.ts";
import type { TileMark } from "./stage-view.ts";

/** One rectangle of the stage. */
export interface TileView {
  key: string;
  source: "camera" | "screen";
  own: boolean;
  name: string;
  /** Null: nothing to see now, the avatar stands in. */
  video: MediaTrack | null;
  microphoneOn: boolean;
  reconnecting: boolean;
  /** Nothing comes from there, and why. */
  noPath: PathTrouble | undefined;
  /** Null while not measured, and on a screen: it is the person's own tile that shows it. */
  quality: NetworkQualityLevel | null;
  /** A TURN server is in between. */
  relayed: boolean;
  /** Undefined on a screen: it is the person's own tile that shows who speaks. */
  level: AudioLevelFeed | undefined;
  /** Beside the name: a raised hand, for instance. */
  mark?: TileMark | undefined;
}

export type StageLayout =
  /** Only oneself: the own tile is large. */
  | { as: "alone"; own: TileView }
  /** The other large, oneself small in a corner. */
  | { as: "pair"; other: TileView; own: TileView }
  /** A screen large, the people small beside it; one of them may be large too. */
  | { as: "screen"; screens: TileView[]; people: TileView[]; large?: string | undefined }
  | { as: "grid"; people: TileView[] }
  /** A person large, the others beside. */
  | { as: "focus"; large: string; people: TileView[] };

export interface LayoutWishes {
  /** Key of the person to be shown large, if anybody is. */
  large?: string | undefined;
  /** Key of the person who is large beside a screen too. */
  pinned?: string | undefined;
  /** Two stand side by side. */
  sideBySide?: boolean;
  ownHidden?: boolean;
}

/** Who is shown, and as what. */
export function layoutOf(room: Room, wishes: LayoutWishes = {}): StageLayout {
  const { large, pinned, sideBySide, ownHidden } = wishes;
  const { localParticipant } = room;
  const own = ownTile(localParticipant);
  const others: TileView[] = [];
  const screens: TileView[] = [];
  for (const participant of room.participants.values()) {
    others.push(cameraTile(participant));
    const screen = screenTile(participant);
    if (screen !== undefined) screens.push(screen);
  }
  const [first, second] = others;
  if (first === undefined) return { as: "alone", own: ownHidden === true ? { ...own, video: null } : own };
  // Who only watches is nobody's picture.
  const without = ownHidden === true || localParticipant.role === "attendee";
  const people = without ? others : [...others, own];
  if (screens.length > 0) return { as: "screen", screens, people, large: pinned };
  if (second === undefined && !without && sideBySide !== true) return { as: "pair", other: first, own };
  if (large !== undefined) return { as: "focus", large, people };
  return { as: "grid", people };
}

/** One person's camera. */
export function tileOf(participant: LocalParticipant | RemoteParticipant): TileView {
  return "publishTrack" in participant ? ownTile(participant) : cameraTile(participant);
}

function ownTile(participant: LocalParticipant): TileView {
  const videos = [...participant.videoTracks.values()].map((publication) => publication.track);
  const camera = videos.find((track) => !isScreen(track));
  const audios = [...participant.audioTracks.values()].map((publication) => publication.track);
  const microphone = audios.find((track) => !isScreen(track));
  return {
    key: participant.sid,
    source: "camera",
    own: true,
    name: participant.displayName,
    video: camera !== undefined && camera.isEnabled && !camera.isStopped ? camera : null,
    microphoneOn:
      microphone !== undefined &&
      microphone.isEnabled &&
      !microphone.isStopped &&
      !participant.silenced.audio,
    reconnecting: false,
    noPath: undefined,
    quality: participant.networkQualityLevel,
    relayed: false,
    level: participant.audioLevel,
  };
}

function cameraTile(participant: RemoteParticipant): TileView {
  const { displayName, pathError, sealingError } = participant;
  const trouble = pathError ?? ofMedia(sealingError);
  const videos = [...participant.videoTracks.values()];
  const camera = videos.find((publication) => !isScreenName(publication.trackName));
  const audios = [...participant.audioTracks.values()];
  const microphone = audios.find((publication) => !isScreenName(publication.trackName));
  return {
    key: participant.sid,
    source: "camera",
    own: false,
    name: participant.displayName,
    video: camera?.isTrackEnabled === true ? camera.track : null,
    microphoneOn: microphone?.isTrackEnabled === true && !participant.silenced.audio,
    reconnecting: participant.state === "reconnecting",
    noPath: trouble === null ? undefined : pathWords(displayName, trouble.code),
    quality: participant.networkQualityLevel,
    relayed: participant.route === "relayed",
    level: participant.audioLevel,
  };
}

function screenTile(participant: RemoteParticipant): TileView | undefined {
  for (const publication of participant.videoTracks.values()) {
    if (!isScreenName(publication.trackName) || !publication.isTrackEnabled) continue;
    return {
      key: publication.trackSid,
      source: "screen",
      own: false,
      name: participant.displayName,
      video: publication.track,
      microphoneOn: true,
      reconnecting: participant.state === "reconnecting",
      noPath: undefined,
      quality: null,
      relayed: false,
      level: undefined,
    };
  }
  return undefined;
}

function isScreen(track: MediaTrack): boolean {
  return isScreenName(track.name);
}
