import type { AccountObject } from "./account-object.ts";
import type { PeerServerObject } from "./dialects/peerserver-object.ts";
import type { TrackerObject } from "./dialects/tracker-object.ts";
import type { RoomObject } from "./room-object.ts";

/** What Cloudflare hands to the signal-worker. The text variables among it are parseEnv's business. */
export interface Bindings {
  ROOMS: DurableObjectNamespace<RoomObject>;
  /** By account SID. */
  ACCOUNTS: DurableObjectNamespace<AccountObject>;
  /** By key; used with PEERSERVER=on. */
  PEERJS_SWARMS: DurableObjectNamespace<PeerServerObject>;
  /** By the tracker's name; used with TRACKER=on. */
  WEBTORRENT_SWARMS: DurableObjectNamespace<TrackerObject>;
}
