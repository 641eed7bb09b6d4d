/**
 * The least that a signal-worker could be: an object for each room that hands every message to whoever else is in,
 * unread. No token, no rule, nothing kept. What it cannot do, nothing in workerd can.
 */
export const bareModule = `
import { DurableObject } from "cloudflare:workers";
export class Bare extends DurableObject {
  fetch() {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    server.send("welcome");
    return new Response(null, { status: 101, webSocket: client });
  }
  webSocketMessage(socket, data) {
    for (const other of this.ctx.getWebSockets()) if (other !== socket) other.send(data);
  }
  webSocketClose(socket) {
    socket.close();
  }
}
export default {
  fetch: (request, env) => env.ROOMS.getByName(new URL(request.url).search).fetch(request),
};
`;

export const bareConfig = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "bare", worker = .bare), (name = "storage", disk = (writable = true))],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "bare")],
);
const bare :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "index.js")],
  compatibilityDate = "2026-10-01",
  durableObjectNamespaces = [(className = "Bare", uniqueKey = "bare", enableSql = true)],
  durableObjectStorage = (localDisk = "storage"),
  bindings = [(name = "ROOMS", durableObjectNamespace = "Bare")],
);
`;
