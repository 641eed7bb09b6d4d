import type { ErrorCode } from "#protocol/errors";
import type { Member } from "#protocol/announce";
import type { SteadyLevel } from "./steady-level.ts";
import { RemoteTrackPublication, type RemotePublicationState } from "./publications.ts";
import type { RemoteDataTrack } from "./remote-data-track.ts";
import type { RemoteAudioTrack, RemoteMediaState, RemoteVideoTrack } from "./remote-media-track.ts";
import type { RemoteParticipant, RemoteParticipantState } from "./remote-participant.ts";
import { isScreenName, type DataTrackInfo, type TrackInfo } from "./track-info.ts";

/** How much of one participant is received. */
export interface Choice {
  /** Their cameras. */
  received: boolean;
  /** Their screens. */
  screens: boolean;
  /** How much a speaker's video is preferred, where they are who speaks; else 0. */
  rank: number;
  /** Of each of their videos. */
  mostPixels: number;
}

/** One remote participant, as the roster keeps it. */
export interface Entry {
  member: Member;
  readonly state: RemoteParticipantState;
  readonly participant: RemoteParticipant;
  readonly publications: Map<string, PublicationEntry>;
  /** Once it was measured. */
  steady: SteadyLevel | undefined;
  /** What the link last said of its sealing; the error follows when its text is there. */
  sealingCode: ErrorCode | null;
  choice: Choice;
}
interface Media {
  /** What has come over the link, subscribed or not. */
  source?: MediaStreamTrack;
  /** While it is subscribed. */
  media?: RemoteMediaState;
}
export interface VideoEntry extends Media {
  kind: "video";
  state: RemotePublicationState<RemoteVideoTrack>;
  publication: RemoteTrackPublication<RemoteVideoTrack>;
}
export interface AudioEntry extends Media {
  kind: "audio";
  state: RemotePublicationState<RemoteAudioTrack>;
  publication: RemoteTrackPublication<RemoteAudioTrack>;
}
export type MediaEntry = AudioEntry | VideoEntry;
export type PublicationEntry =
  | MediaEntry
  | {
      kind: "data";
      info: DataTrackInfo;
      state: RemotePublicationState<RemoteDataTrack>;
      publication: RemoteTrackPublication<RemoteDataTrack>;
    };

export function videosOf({ publications }: Entry): VideoEntry[] {
  return [...publications.values()].filter((known) => known.kind === "video");
}

/** A screen that is shared counts more than a face, and who speaks more than who does not. */
export function chosenOf(
  name: string,
  choice: Choice,
): Pick<RemoteMediaState, "chosen" | "rank" | "mostPixels"> {
  const { received, screens, rank, mostPixels } = choice;
  return isScreenName(name)
    ? { chosen: screens, rank: 2, mostPixels }
    : { chosen: received, rank, mostPixels };
}

export function newEntry(info: TrackInfo): PublicationEntry {
  const { sid, name, enabled, priority = "standard" } = info;
  const common = { sid, name, enabled, priority, track: null };
  switch (info.kind) {
    case "audio": {
      const state: RemotePublicationState<RemoteAudioTrack> = { ...common, kind: "audio" };
      return { kind: "audio", state, publication: new RemoteTrackPublication(state) };
    }
    case "video": {
      const state: RemotePublicationState<RemoteVideoTrack> = { ...common, kind: "video" };
      return { kind: "video", state, publication: new RemoteTrackPublication(state) };
    }
    case "data": {
      const state: RemotePublicationState<RemoteDataTrack> = { ...common, kind: "data" };
      return { kind: "data", info, state, publication: new RemoteTrackPublication(state) };
    }
  }
}
