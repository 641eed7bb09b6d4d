import type { RoomObject } from "./room-object.ts";

/** What Cloudflare hands to the signal-worker. The text variables among it are parseEnv's business. */
export interface Bindings {
  ROOMS: DurableObjectNamespace<RoomObject>;
}
