import { LooseEmitter } from "./emitter.ts";
import type { DataTrackInfo } from "./track-info.ts";
import { checkPriority, type TrackPriority } from "./track-priority.ts";

export interface RemoteDataTrackEvents {
  message: [data: string | ArrayBuffer, track: RemoteDataTrack];
  /** Of Twilio's group rooms: a mesh switches no data track off. */
  switchedOff: [track: RemoteDataTrack];
  switchedOn: [track: RemoteDataTrack];
}

/** Somebody else's stream of messages, opened and checked by the kernel before they arrive here. */
export class RemoteDataTrack extends LooseEmitter<RemoteDataTrackEvents> {
  readonly kind = "data";
  readonly sid: string;
  readonly name: string;
  readonly ordered: boolean;
  readonly maxPacketLifeTime: number | null;
  readonly maxRetransmits: number | null;
  readonly reliable: boolean;
  readonly isEnabled = true;
  readonly isSwitchedOff = false;
  /** A remote data track is here because it is subscribed. */
  readonly isSubscribed = true;
  readonly priority: TrackPriority | null = null;

  constructor(info: DataTrackInfo) {
    super();
    this.sid = info.sid;
    this.name = info.name;
    this.ordered = info.ordered;
    this.maxPacketLifeTime = info.maxPacketLifeTime;
    this.maxRetransmits = info.maxRetransmits;
    this.reliable = info.maxPacketLifeTime === null && info.maxRetransmits === null;
  }

  /**
   * Changes nothing, as in Twilio's SDK.
   * @throws RangeError for what is no priority
   */
  setPriority(priority: TrackPriority | null): this {
    if (priority !== null) checkPriority(priority);
    return this;
  }
}
