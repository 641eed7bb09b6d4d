import { topLayer } from "../layer.ts";
import type { Takes } from "../ports.ts";
import type { RemoteVideoTrack } from "../remote-media-track.ts";
import type { RemoteParticipant } from "../remote-participant.ts";
import type { TileSize } from "../tile-watch.ts";
import type { Watching } from "../video-wish.ts";
import { pictureOf, videosOf } from "./tracks-of.ts";
import type { WatchSettings } from "./watch-options.ts";

/** What one subscription wants of one participant. */
export interface Interest {
  readonly participant: RemoteParticipant;
  settings: WatchSettings;
  paused: boolean;
  /** What to ask for while no tile shows the picture; null: the tiles decide. */
  size: TileSize | null;
}

/** What all subscriptions of a room want of each participant, together: whatever one of them wants is received. */
export class Interests {
  readonly #take: (participantSid: string, takes: Takes | undefined) => void;
  readonly #all = new Set<Interest>();
  /** What was said last, of whom. */
  readonly #taken = new Map<RemoteParticipant, string>();

  constructor(take: (participantSid: string, takes: Takes | undefined) => void) {
    this.#take = take;
  }

  add(interest: Interest): void {
    this.#all.add(interest);
    this.apply(interest.participant);
  }

  /** Safe to call twice. */
  remove(interest: Interest): void {
    if (this.#all.delete(interest)) this.apply(interest.participant);
  }

  /** After everything that changes an interest or the participant's tracks. */
  apply(participant: RemoteParticipant): void {
    const interests = [...this.#all].filter((each) => each.participant === participant);
    const takes = interests.length === 0 ? undefined : takesOf(interests);
    const text = JSON.stringify(takes) ?? "";
    if (text !== (this.#taken.get(participant) ?? "")) {
      if (takes === undefined) this.#taken.delete(participant);
      else this.#taken.set(participant, text);
      this.#take(participant.sid, takes);
    }
    const picture = pictureOf(participant);
    for (const video of videosOf(participant)) watch(video, interests, video === picture);
  }
}

function takesOf(interests: readonly Interest[]): Takes {
  return {
    audio: interests.some(({ paused, settings }) => !paused && settings.audio),
    // a pause is asked for by a wish, which stops the encoder and leaves the rest as it is
    video: interests.some(({ settings }) => settings.video),
    data: interests.some(({ paused, settings }) => !paused && settings.data),
  };
}

function watch(video: RemoteVideoTrack, interests: readonly Interest[], isPicture: boolean): void {
  if (interests.length === 0) return video.watch(null);
  const live = interests.filter(({ paused, settings }) => !paused && settings.video);
  if (live.length > 0 && !isPicture) return video.watch(null); // a second picture: as the room has it
  video.watch(watchingOf(live));
}

function watchingOf(live: readonly Interest[]): Watching {
  const most = (layer: "spatialLayer" | "temporalLayer"): number =>
    Math.max(...live.map(({ settings }) => settings[layer]));
  const sizes = live.flatMap(({ size }) => size ?? []);
  const [size = null] = sizes.toSorted((a, b) => b.widthPx * b.heightPx - a.widthPx * a.heightPx);
  const layers: Watching["layers"] = {};
  if (live.length === 0) return { on: false, size: null, layers };
  const [spatialLayer, temporalLayer] = [most("spatialLayer"), most("temporalLayer")];
  if (spatialLayer < topLayer) layers.spatialLayer = spatialLayer;
  if (temporalLayer < topLayer) layers.temporalLayer = temporalLayer;
  return { on: true, size, layers };
}
