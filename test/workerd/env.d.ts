import type { AccountObject } from "../../signal-worker/src/account-object.ts";
import type { PeerServerObject } from "../../signal-worker/src/dialects/peerserver-object.ts";
import type { TrackerObject } from "../../signal-worker/src/dialects/tracker-object.ts";
import type { RoomObject } from "../../signal-worker/src/room-object.ts";
import type * as main from "../../signal-worker/src/index.ts";

declare global {
  namespace Cloudflare {
    interface Env {
      MESHCALL_ENV: string;
      ACCOUNTS_JSON: string;
      ROOMS: DurableObjectNamespace<RoomObject>;
      ACCOUNTS: DurableObjectNamespace<AccountObject>;
      PEERJS_SWARMS: DurableObjectNamespace<PeerServerObject>;
      WEBTORRENT_SWARMS: DurableObjectNamespace<TrackerObject>;
    }
    interface GlobalProps {
      mainModule: typeof main;
      durableNamespaces: "RoomObject" | "AccountObject" | "PeerServerObject" | "TrackerObject";
    }
  }
}
