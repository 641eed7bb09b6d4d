import type { LinkData } from "../room/ports.ts";
import type { DataTrackInfo } from "../room/track-info.ts";
import type { LinkTrack } from "./control.ts";
import { log } from "../room/log.ts";

type DataTrack = Extract<LinkTrack, { kind: "data" }>;

/** Ids of data tracks' channels: even ones are the caller's, odd ones the callee's, so that both may publish at once. */
const firstChannelId = 101;
/** Chromium negotiates 1,024 streams. */
const lastChannelId = 1_023;

interface Own {
  readonly info: DataTrackInfo;
  id: number;
  withheld: boolean;
}

export interface ChannelListener {
  /** Messages of this track of the peer's can be received: time to tell the peer. */
  onReady(sid: string): void;
  onMessage(sid: string, data: string | ArrayBuffer): void;
}

/** The data channels of one link, one for each data track, all negotiated in advance. */
export class LinkChannels {
  readonly #pc: RTCPeerConnection;
  readonly #data: LinkData;
  readonly #caller: boolean;
  readonly #listener: ChannelListener;
  readonly #own = new Map<string, Own>();
  /** By SID, the id of its channel. */
  readonly #subscribed = new Map<string, number>();
  #withheld: ReadonlySet<string> = new Set();
  /** The peer's list of tracks. */
  #listed: readonly LinkTrack[] = [];
  #listening = false;
  #nextId: number;

  /** @param caller whether we made the offer */
  constructor(pc: RTCPeerConnection, data: LinkData, caller: boolean, listener: ChannelListener) {
    this.#pc = pc;
    this.#data = data;
    this.#caller = caller;
    this.#listener = listener;
    this.#nextId = caller ? firstChannelId + 1 : firstChannelId;
  }

  /** @throws RangeError after some 460 data tracks on one link */
  publish(info: DataTrackInfo): void {
    const own = { info, id: this.#freeId(), withheld: this.#withheld.has(info.sid) };
    this.#own.set(info.sid, own);
    if (!own.withheld) this.#open(own);
  }

  /** The peer listens to this own track. */
  ready(sid: string): void {
    this.#data.ready(sid, this.#pc.sctp?.maxMessageSize ?? 0);
  }

  unpublish(sid: string): void {
    this.#own.delete(sid);
    this.#data.close(sid);
  }

  /** The peer is sent nothing of these, present ones and later ones. A track that it is given again has a new channel. */
  withhold(sids: ReadonlySet<string>): void {
    this.#withheld = sids;
    for (const [sid, own] of this.#own) {
      if (own.withheld === sids.has(sid)) continue;
      own.withheld = !own.withheld;
      if (own.withheld) {
        this.#data.close(sid);
      } else {
        own.id = this.#freeId();
        this.#open(own);
      }
    }
  }

  /** Ids are not used twice on a link. */
  get hasFree(): boolean {
    return this.#nextId <= lastChannelId;
  }

  /** Whether messages of this track are for the peer. */
  isWithheld(sid: string): boolean {
    return this.#own.get(sid)?.withheld === true;
  }

  /** @returns undefined for a track that has no channel here */
  idOf(sid: string): number | undefined {
    return this.#own.get(sid)?.id;
  }

  /**
   * From now on the peer's data tracks are received. Before both have keys there is nothing to receive; and a channel made
   * while the connection looks for its path holds up the page, some 10 ms on a busy device (measured).
   */
  listen(): void {
    this.#listening = true;
    this.follow(this.#listed);
  }

  /** Follows the peer's list of tracks. */
  follow(tracks: readonly LinkTrack[]): void {
    this.#listed = tracks;
    const listed = new Map(tracks.map((track) => [track.sid, track.kind === "data" ? track.channelId : 0]));
    for (const [sid, channelId] of this.#subscribed) {
      if (listed.get(sid) === channelId) continue;
      this.#subscribed.delete(sid);
      this.#data.close(sid);
    }
    if (this.#listening) for (const track of tracks) if (track.kind === "data") this.#subscribe(track);
  }

  #freeId(): number {
    if (!this.hasFree) throw new RangeError("This link has had too many data tracks");
    const id = this.#nextId;
    this.#nextId += 2;
    return id;
  }

  #open({ info, id }: Own): void {
    this.#data.publish(info, this.#pc.createDataChannel(info.sid, channelOptions(info, id)));
  }

  #subscribe(track: DataTrack): void {
    const { sid, channelId } = track;
    const theirs = channelId % 2 === (this.#caller ? 1 : 0);
    if (this.#subscribed.has(sid) || !theirs) return;
    this.#subscribed.set(sid, channelId);
    let channel: RTCDataChannel;
    try {
      channel = this.#pc.createDataChannel(sid, channelOptions(track, channelId));
    } catch (error) {
      log("warn", "the peer named a data channel that is taken", error);
      return;
    }
    this.#data
      .subscribe(track, channel, (data) => this.#listener.onMessage(sid, data))
      .then(
        () => this.#listener.onReady(sid),
        (error: unknown) => {
          if (this.#pc.connectionState === "closed") return;
          log("warn", "data track cannot be received", error);
          this.#data.close(sid); // the peer must not wait for us
        },
      );
  }
}

function channelOptions(
  info: { ordered: boolean; maxPacketLifeTime: number | null; maxRetransmits: number | null },
  id: number,
): RTCDataChannelInit {
  const options: RTCDataChannelInit = { negotiated: true, id, ordered: info.ordered };
  if (info.maxPacketLifeTime !== null) options.maxPacketLifeTime = info.maxPacketLifeTime;
  else if (info.maxRetransmits !== null) options.maxRetransmits = info.maxRetransmits;
  return options;
}
