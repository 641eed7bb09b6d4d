import { EventEmitter } from "eventemitter3";
import type { DataTrackInfo } from "./track-info.ts";

export interface RemoteDataTrackEvents {
  message: [data: string | ArrayBuffer, track: RemoteDataTrack];
}

/** Somebody else's stream of messages, opened and checked by the kernel before they arrive here. */
export class RemoteDataTrack extends EventEmitter<RemoteDataTrackEvents> {
  readonly kind = "data";
  readonly sid: string;
  readonly name: string;
  readonly ordered: boolean;
  readonly maxPacketLifeTime: number | null;
  readonly maxRetransmits: number | null;
  readonly reliable: boolean;
  readonly isEnabled = true;
  readonly isSwitchedOff = false;
  readonly priority = null;

  constructor(info: DataTrackInfo) {
    super();
    this.sid = info.sid;
    this.name = info.name;
    this.ordered = info.ordered;
    this.maxPacketLifeTime = info.maxPacketLifeTime;
    this.maxRetransmits = info.maxRetransmits;
    this.reliable = info.maxPacketLifeTime === null && info.maxRetransmits === null;
  }
}
