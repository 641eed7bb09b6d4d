import * as v from "valibot";
import type { TrackerSeat } from "./tracker.ts";

/** What a socket carries through hibernation. Lists are tuples, so that 16 KB are plenty. */
const attachment = v.object({
  number: v.number(),
  lastSeenMs: v.number(),
  badFrames: v.number(),
  budget: v.object({ left: v.number(), atMs: v.number() }),
  memberships: v.array(v.tuple([v.string(), v.string(), v.boolean(), v.number()])),
  offers: v.array(v.tuple([v.string(), v.string(), v.number(), v.string()])),
});

export function toTrackerAttachment({ memberships, offers, ...rest }: TrackerSeat): unknown {
  return {
    ...rest,
    memberships: memberships.map(({ infoHash, peerId, isSeeder, announcedMs }) => [
      infoHash,
      peerId,
      isSeeder,
      announcedMs,
    ]),
    offers: offers.map(({ infoHash, offerId, fromSeat, fromPeerId }) => [
      infoHash,
      offerId,
      fromSeat,
      fromPeerId,
    ]),
  };
}

/** @returns undefined for a socket that was given up. */
export function parseTrackerAttachment(value: unknown): TrackerSeat | undefined {
  const parsed = v.safeParse(attachment, value);
  if (!parsed.success) return undefined;
  const { memberships, offers, ...rest } = parsed.output;
  return {
    ...rest,
    memberships: memberships.map(([infoHash, peerId, isSeeder, announcedMs]) => ({
      infoHash,
      peerId,
      isSeeder,
      announcedMs,
    })),
    offers: offers.map(([infoHash, offerId, fromSeat, fromPeerId]) => ({
      infoHash,
      offerId,
      fromSeat,
      fromPeerId,
    })),
  };
}

const numbered = v.object({ number: v.number() });

/** Only which seat the socket has: asked for each message. */
export function seatNumberOf(socket: WebSocket): number | undefined {
  const parsed = v.safeParse(numbered, socket.deserializeAttachment());
  return parsed.success ? parsed.output.number : undefined;
}
