import { parseAttachment, toAttachment } from "./attachment.ts";
import type { Seat } from "./swarm.ts";

/**
 * The seat in a socket's attachment. While the object is awake it is remembered beside: each message asks for all seats,
 * and reading them all takes as long as the rest of relaying it. This is the attachments' only writer.
 */
const known = new WeakMap<WebSocket, Seat | undefined>();

/**
 * @param heartbeatMs when the last heartbeat was answered, if one was.
 * @returns undefined for a socket without a seat: given up, or of an older version of this code.
 */
export function seatOf(socket: WebSocket, heartbeatMs = 0): Seat | undefined {
  if (!known.has(socket)) known.set(socket, parseAttachment(socket.deserializeAttachment(), undefined));
  const seat = known.get(socket);
  return seat && { ...seat, lastSeenMs: Math.max(seat.joinedAtMs, heartbeatMs) };
}

/** @param seat undefined: it is given up */
export function putSeat(socket: WebSocket, seat: Seat | undefined): void {
  socket.serializeAttachment(seat === undefined ? null : toAttachment(seat));
  known.set(socket, seat);
}
