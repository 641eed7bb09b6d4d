/** Stock clients offer no subprotocol, so none is answered. */
export function opened(client: WebSocket): Response {
  return new Response(null, { status: 101, webSocket: client });
}

/** Lets the socket open, says why not, and closes it: a browser hides the status of a failed upgrade. */
export function refused(text: string, code: number, reason: string): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.send(text);
  server.close(code, reason);
  return opened(client);
}

/** @returns false for a socket that broke a moment ago; its close event takes it out. */
export function sendText(socket: WebSocket, text: string): boolean {
  try {
    socket.send(text);
    return true;
  } catch {
    return false;
  }
}

export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  try {
    socket.close(code, reason);
  } catch {
    // closed already
  }
}
