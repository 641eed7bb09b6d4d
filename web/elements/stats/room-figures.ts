import type { RemoteParticipant } from "../../room/remote-participant.ts";
import type { Room } from "../../room/room.ts";
import { isScreenName } from "../../room/track-info.ts";
import { ofRoom } from "../room-part/of-room.ts";
import { LinkReading, type LinkFigures, type StreamFigures } from "./link-figures.ts";

/** What a track is to people. */
export type Source = "microphone" | "camera" | "screen" | "screen-sound";

export interface SourcedStream extends StreamFigures {
  source: Source;
}

/** The link to one participant. */
export interface PersonFigures extends Omit<LinkFigures, "streams"> {
  sid: string;
  name: string;
  streams: SourcedStream[];
}

/** Every link of a room, now. */
export interface CallFigures {
  roomName: string;
  roomSid: string;
  /** Milliseconds since 1970. */
  atMs: number;
  /** Over all links; null before the second report. */
  sentBps: number | null;
  receivedBps: number | null;
  people: PersonFigures[];
}

/** Rates are over this long. */
const refreshMs = 1_000;

/** Reads the links of a room once a second while somebody listens and the page is seen. */
export class RoomFigures {
  readonly #room: Room;
  readonly #listeners = new Set<() => void>();
  #readings = new Map<string, LinkReading>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #busy = false;
  #now: CallFigures | undefined;

  constructor(room: Room) {
    this.#room = room;
  }

  /** Undefined before the first report. */
  get now(): CallFigures | undefined {
    return this.#now;
  }

  /** @returns the call that ends it */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    if (this.#timer === undefined) {
      this.#timer = setInterval(() => void this.#read(), refreshMs);
      void this.#read();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#readings.clear(); // what was counted before says nothing about a later second
    };
  }

  async #read(): Promise<void> {
    if (this.#busy || document.hidden || this.#room.state === "disconnected") return;
    this.#busy = true;
    try {
      const raw = await this.#room.getRtcStats();
      if (this.#timer === undefined) return;
      this.#now = this.#figuresOf(raw);
      for (const listener of this.#listeners) listener();
    } catch {
      // a link that ends in this moment has no report; the next second has the others'
    } finally {
      this.#busy = false;
    }
  }

  #figuresOf(raw: ReadonlyMap<string, RTCStatsReport>): CallFigures {
    const own = sourcesOf(this.#room.localParticipant.trackPublications);
    const readings = new Map<string, LinkReading>();
    const people = [...this.#room.participants.values()].flatMap((participant) => {
      const report = raw.get(participant.sid);
      if (report === undefined) return [];
      const reading = this.#readings.get(participant.sid) ?? new LinkReading();
      readings.set(participant.sid, reading);
      return personFigures(participant, reading, report, own);
    });
    this.#readings = readings;
    return {
      roomName: this.#room.name,
      roomSid: this.#room.sid,
      atMs: Date.now(),
      sentBps: total(people, "sentBps"),
      receivedBps: total(people, "receivedBps"),
      people,
    };
  }
}

/** What all panels of one room read. */
export const figuresOf = ofRoom((room) => new RoomFigures(room));

interface Sources {
  sids: Map<string, string>;
  names: Map<string, string>;
}

interface Published {
  trackName: string;
  track: { readonly kind: string; readonly mediaStreamTrack?: MediaStreamTrack } | null;
}

function sourcesOf(publications: ReadonlyMap<string, Published>): Sources {
  const sids = new Map<string, string>();
  const names = new Map<string, string>();
  for (const [sid, { trackName, track }] of publications) {
    names.set(sid, trackName);
    const id = track?.mediaStreamTrack?.id;
    if (id !== undefined) sids.set(id, sid);
  }
  return { sids, names };
}

function personFigures(
  participant: RemoteParticipant,
  reading: LinkReading,
  report: RTCStatsReport,
  own: Sources,
): PersonFigures {
  const theirs = sourcesOf(participant.trackPublications);
  const names = new Map([...own.names, ...theirs.names]);
  const { streams, ...link } = reading.read(report, new Map([...own.sids, ...theirs.sids]));
  return {
    sid: participant.sid,
    name: participant.displayName,
    ...link,
    streams: streams.map((stream) => ({ ...stream, source: sourceOf(stream, names) })),
  };
}

function sourceOf({ kind, trackSid }: StreamFigures, names: ReadonlyMap<string, string>): Source {
  const isScreen = isScreenName(names.get(trackSid ?? "") ?? "");
  if (kind === "audio") return isScreen ? "screen-sound" : "microphone";
  return isScreen ? "screen" : "camera";
}

function total(people: readonly PersonFigures[], of: "sentBps" | "receivedBps"): number | null {
  const known = people.flatMap((person) => person[of] ?? []);
  return known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0);
}
