import { closeCodes, closeReason, codeOfCloseReason, type ErrorCode } from "#protocol/errors";
import { subprotocol } from "#protocol/limits";
import { failure, type OutgoingFrame } from "./frames.ts";

/** Answers an upgrade with our end's counterpart and the subprotocol that a browser insists on. */
export function upgraded(client: WebSocket): Response {
  return new Response(null, {
    status: 101,
    webSocket: client,
    headers: { "Sec-WebSocket-Protocol": subprotocol.name },
  });
}

/** Lets the socket open and closes it with the reason: a browser hides the status of a failed upgrade. */
export function refuseUpgrade(code: ErrorCode): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(closeCodes.refused, closeReason(code));
  return upgraded(client);
}

/** A socket that broke a moment ago throws; its close event frees the seat. */
export function send(socket: WebSocket, frame: OutgoingFrame): void {
  try {
    socket.send(JSON.stringify(frame));
  } catch {
    // see above
  }
}

/**
 * Who is put out for good is told in a frame too: where the server's end of the connection comes late (in workerd 10 s
 * after), a browser says 2 s after a close that there was one.
 */
export function close(socket: WebSocket, code: number, reason: string): void {
  const why = code === closeCodes.evicted ? codeOfCloseReason(reason) : undefined;
  if (why !== undefined) send(socket, failure(why));
  try {
    socket.close(code, reason);
  } catch {
    // closed already
  }
}
