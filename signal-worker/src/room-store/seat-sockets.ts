import { heartbeat } from "#protocol/limits";
import { parseAttachment, toAttachment } from "./attachment.ts";
import type { Seat } from "../swarm.ts";

/**
 * The seat in a socket's attachment. While the object is awake it is remembered beside: each message asks for all seats,
 * and reading them all takes as long as the rest of relaying it. This is the attachments' only writer.
 */
const known = new WeakMap<WebSocket, Known>();

interface Known {
  seat: Seat | undefined;
  heardAtMs: number;
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
    entry = { seat: parseAttachment(socket.deserializeAttachment(), undefined), heardAtMs: 0 };
    known.set(socket, entry);
  }
  const { seat } = entry;
  if (seat === undefined) return undefined;
  if (heartbeatMs !== undefined && nowMs - Math.max(seat.joinedAtMs, entry.heardAtMs) > heartbeat.intervalMs)
    entry.heardAtMs = heartbeatMs() ?? 0;
  return { ...seat, lastSeenMs: Math.max(seat.joinedAtMs, entry.heardAtMs) };
}

/** @param seat undefined: it is given up */
export function putSeat(socket: WebSocket, seat: Seat | undefined): void {
  socket.serializeAttachment(seat === undefined ? null : toAttachment(seat));
  const entry = known.get(socket);
  if (entry === undefined) known.set(socket, { seat, heardAtMs: 0 });
  else entry.seat = seat;
}
