import { heartbeat } from "#protocol/limits";
import { isWritten, parseAttachment, toAttachment } from "./attachment.ts";
import type { Seat } from "../swarm.ts";

/**
 * The seat in a socket's attachment. While the object is awake it is remembered beside: each message asks for all seats,
 * and reading them all takes as long as the rest of relaying it. This is the attachments' only writer.
 */
const known = new WeakMap<WebSocket, Known>();

interface Known {
  seat: Seat | undefined;
  /** As the attachment has it. */
  readonly written: Seat | undefined;
}

/**
 * @param heartbeatMs asks when the socket's last heartbeat was answered. Not asked while what it said is so young that
 * the socket is alive by it.
 * @returns undefined for a socket without a seat: given up, or of an older version of this code.
 */
export function seatOf(
  socket: WebSocket,
  nowMs = 0,
  heartbeatMs?: () => number | undefined,
): Seat | undefined {
  let entry = known.get(socket);
  if (entry === undefined) {
    const seat = parseAttachment(socket.deserializeAttachment(), undefined);
    entry = { seat, written: seat };
    known.set(socket, entry);
  }
  const { seat } = entry;
  if (seat === undefined || heartbeatMs === undefined || nowMs - seat.lastSeenMs <= heartbeat.intervalMs)
    return seat;
  const lastSeenMs = Math.max(seat.joinedAtMs, heartbeatMs() ?? 0);
  if (lastSeenMs !== seat.lastSeenMs) entry.seat = { ...seat, lastSeenMs };
  return entry.seat;
}

/** @param seat undefined: it is given up */
export function putSeat(socket: WebSocket, seat: Seat | undefined): void {
  const entry = known.get(socket);
  if (entry !== undefined && seat !== undefined && isWritten(entry.written, seat)) {
    entry.seat = seat;
    return;
  }
  socket.serializeAttachment(seat === undefined ? null : toAttachment(seat));
  known.set(socket, { seat, written: seat });
}
