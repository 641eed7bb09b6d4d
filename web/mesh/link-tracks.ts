import type { PeerId, Publication } from "../room/ports.ts";
import type { TrackInfo } from "../room/track-info.ts";
import { parseControlMessage, trackInfoOf, type ControlMessage, type LinkTrack } from "./control.ts";
import type { LinkChannels } from "./link-channels.ts";
import type { LinkMedia, MediaPublication } from "./link-media.ts";

export interface LinkTracksParts {
  publications: ReadonlyMap<string, Publication>;
  media: LinkMedia;
  channels: LinkChannels;
  send(message: ControlMessage): void;
  /** False: this page takes no tracks but what subscribe rules give it. */
  automatic: boolean;
  /** The peer's page takes none either. */
  onManual(): void;
  /** What the peer publishes, whenever it says so. */
  onTracks(tracks: TrackInfo[]): void;
}

/** The lists of tracks that the two ends of a link tell each other. */
export class LinkTracks {
  readonly #parts: LinkTracksParts;
  /** The list that the peer knows. */
  #told = "";
  #heard: LinkTrack[] = [];

  constructor(parts: LinkTracksParts) {
    this.#parts = parts;
  }

  /** What we publish, for the description that is about to be sent: its sections are numbered by now. */
  hello(): string {
    const tracks = this.#list();
    this.#told = JSON.stringify(tracks);
    const automatic = this.#parts.automatic ? {} : { automatic: false };
    const hello: ControlMessage = { type: "hello", v: 1, tracks, ...automatic };
    return JSON.stringify(hello);
  }

  /** What the peer publishes, as it came with its description; one that cannot be read, or none, means nothing yet. */
  receiveHello(text: string | undefined): void {
    const hello = parseControlMessage(text);
    if (hello?.type !== "hello") return;
    if (hello.automatic === false) this.#parts.onManual();
    this.receive(hello.tracks);
  }

  /** Once more what was heard last, with its media. */
  retell(): void {
    this.#parts.media.forget();
    this.receive(this.#heard);
  }

  receive(tracks: LinkTrack[]): void {
    this.#heard = tracks;
    this.#parts.onTracks(tracks.map(trackInfoOf));
    this.#parts.media.describe(tracks);
    this.#parts.channels.follow(tracks);
  }

  /** Sends the list, if it is another than the peer knows. @param again also if it is the same */
  tell(again = false): void {
    const tracks = this.#list();
    const text = JSON.stringify(tracks);
    if (text === this.#told && !again) return;
    this.#told = text;
    this.#parts.send({ type: "tracks", tracks });
  }

  #list(): LinkTrack[] {
    const { publications, media, channels } = this.#parts;
    const tracks: LinkTrack[] = [];
    for (const { info } of publications.values()) {
      if (info.kind !== "data") {
        tracks.push({ ...info, mid: media.midOf(info.sid) });
        continue;
      }
      const channelId = channels.idOf(info.sid);
      if (channelId !== undefined) tracks.push({ ...info, channelId });
    }
    return tracks;
  }
}

/** Those that are sound or picture. */
export function* mediaOf(publications: ReadonlyMap<string, Publication>): Iterable<MediaPublication> {
  for (const publication of publications.values())
    if (publication.mediaStreamTrack !== undefined) yield publication;
}

/** Those that are messages. */
export function* dataOf(publications: ReadonlyMap<string, Publication>): Iterable<DataPublication> {
  for (const publication of publications.values())
    if (publication.mediaStreamTrack === undefined) yield publication;
}
type DataPublication = Extract<Publication, { info: { kind: "data" } }>;

/** Whether this peer is to have it. @param peerId undefined: not known yet whose link it is */
export function isFor(publication: Publication, peerId: PeerId | undefined): boolean {
  const to = publication.mediaStreamTrack === undefined ? publication.to : undefined;
  return to === undefined || to === peerId;
}
