import * as v from "valibot";
import type { IceServerJson } from "#protocol/announce";
import { identityError, roomNameError } from "#protocol/token";
import type { ConnectOptions } from "../../room/connect-options.ts";
import { errorOf } from "../../room/errors.ts";
import { TrackerSignaling } from "./tracker-signaling.ts";

/** Tells a browser its own public address. Without it only people in one network would find each other. */
const publicStun: IceServerJson[] = [{ urls: "stun:stun.cloudflare.com:3478" }];

// schemas that the SDK has anyway: others would grow it, though this file is loaded later
const address = v.pipe(v.string(), v.regex(/^wss?:\/\/[^\s/]+/));
/** Offers are dealt to trackers; with more of them each gets too few. */
const trackers = v.object({
  urls: v.pipe(v.array(address), v.minLength(1), v.maxLength(4)),
  secret: v.pipe(v.string(), v.minLength(16)),
  identity: v.string(),
  displayName: v.optional(v.string()),
});

/**
 * @throws TypeError (as a rejection, like the other) when the options cannot be read
 * @throws MeshcallError 53100 or 53101 for the room's name, 53200 or 53201 for the identity or display name
 */
export async function trackerSignaling(options: ConnectOptions): Promise<TrackerSignaling> {
  const parsed = v.safeParse(trackers, options.trackers);
  if (!parsed.success)
    throw new TypeError(
      "Expected `trackers` to have one to four `wss:` addresses as `urls`, a `secret` of 16 characters or more, and an `identity`",
    );
  const { urls, secret, identity, displayName: name = identity } = parsed.output;
  const room = options.name ?? "";
  const code = roomNameError(room) ?? identityError(identity) ?? identityError(name);
  if (code !== undefined) throw await errorOf(code);
  const ice = options.iceServers === undefined ? publicStun : [];
  return new TrackerSignaling({ urls: [...new Set(urls)], secret, room, identity, name, ice });
}
