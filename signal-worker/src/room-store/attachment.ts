import * as v from "valibot";
import type { Budget, Rate } from "../budget.ts";
import { rates } from "../room/rates.ts";
import type { Seat } from "../swarm.ts";

const budget = v.object({ left: v.number(), atMs: v.number() });

/** What a socket carries through hibernation (structured clone, 16 KB at most): its seat, or null once that is given up. */
const attachment = v.object({
  number: v.pipe(v.number(), v.integer(), v.minValue(1)),
  member: v.object({ peerId: v.string(), sid: v.string(), identity: v.string(), name: v.string() }),
  joinedAtMs: v.number(),
  badFrames: v.number(),
  frames: budget,
  offersLeft: budget,
  changesLeft: budget,
  saysLeft: v.optional(budget, { left: 0, atMs: 0 }),
  hearsRoll: v.optional(v.boolean(), false),
  tokenEndMs: v.optional(v.number(), 0),
  actsLeft: v.optional(budget, { left: 0, atMs: 0 }),
  isTalking: v.optional(v.boolean(), false),
  offers: v.array(
    v.object({ offerId: v.string(), peerId: v.string(), role: v.picklist(["sent", "received", "answered"]) }),
  ),
});

/** Heartbeats are answered without us, so their time comes from the socket and is not kept here. */
export function toAttachment(seat: Seat): unknown {
  const { lastSeenMs: _, ...kept } = seat;
  return JSON.stringify(kept); // a text is cloned in no time, all these objects are not
}

/** An object that is awake does not sleep sooner than that after its last event. */
const awakeSeconds = 10;

/**
 * Whether what was written does for this seat. Budgets alone are not worth a write for each message: what this forgets of
 * them is no more than what they get back while the object waits for its sleep.
 */
export function isWritten(written: Seat | undefined, seat: Seat): boolean {
  return (
    written !== undefined &&
    written.number === seat.number &&
    written.member === seat.member &&
    written.badFrames === seat.badFrames &&
    written.hearsRoll === seat.hearsRoll &&
    written.tokenEndMs === seat.tokenEndMs &&
    written.isTalking === seat.isTalking &&
    written.offers === seat.offers &&
    isAbout(written.frames, seat.frames, rates.frames) &&
    isAbout(written.offersLeft, seat.offersLeft, rates.offers) &&
    isAbout(written.changesLeft, seat.changesLeft, rates.changes) &&
    isAbout(written.saysLeft, seat.saysLeft, rates.says) &&
    isAbout(written.actsLeft, seat.actsLeft, rates.acts)
  );
}

function isAbout(written: Budget, { left }: Budget, { perSecond }: Rate): boolean {
  return written.left - left <= awakeSeconds * perSecond;
}

/**
 * @param heartbeatMs when the last heartbeat was answered, if one was.
 * @returns undefined for a socket without a seat: given up, or of an older version of this code.
 */
export function parseAttachment(value: unknown, heartbeatMs: number | undefined): Seat | undefined {
  const parsed = v.safeParse(attachment, typeof value === "string" ? fromJson(value) : value);
  if (!parsed.success) return undefined;
  return { ...parsed.output, lastSeenMs: Math.max(parsed.output.joinedAtMs, heartbeatMs ?? 0) };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
