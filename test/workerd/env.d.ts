import type { RoomObject } from "../../signal-worker/src/room-object.ts";
import type * as main from "../../signal-worker/src/index.ts";

declare global {
  namespace Cloudflare {
    interface Env {
      ROOMS: DurableObjectNamespace<RoomObject>;
    }
    interface GlobalProps {
      mainModule: typeof main;
      durableNamespaces: "RoomObject";
    }
  }
}
