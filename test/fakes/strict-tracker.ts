import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";

/** aquatic's longest frame, the least of all. */
const frameBytes = 16 * 1024;
const offersAtMost = 10;

interface Peer {
  socket: WebSocket;
  id: string;
  infoHash: string;
}

/**
 * Takes only what every kind of public tracker takes, and closes the socket over anything else: the limits and the
 * strictness of `aquatic_ws` and `wt-tracker` together.
 */
export class StrictTracker {
  readonly url: string;
  readonly #server: WebSocketServer;
  readonly #peers = new Map<WebSocket, Peer>();
  /** Offers that may be answered, once: whose, and who was handed it. */
  readonly #handed = new Map<string, { offerer: Peer; taker: Peer }>();

  private constructor(server: WebSocketServer) {
    this.#server = server;
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("connection", (socket) => {
      socket.on("message", (data) => this.#received(socket, String(data)));
      socket.on("close", () => this.#peers.delete(socket));
    });
  }

  static async start(): Promise<StrictTracker> {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await new Promise((resolve) => server.once("listening", resolve));
    return new StrictTracker(server);
  }

  async stop(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #received(socket: WebSocket, text: string): void {
    try {
      if (Buffer.byteLength(text) > frameBytes) throw new Error("frame too long");
      this.#announced(socket, JSON.parse(text) as Record<string, unknown>);
    } catch (error) {
      socket.close(1008, String(error).slice(0, 100));
    }
  }

  #announced(socket: WebSocket, frame: Record<string, unknown>): void {
    if (frame["action"] !== "announce") throw new Error("action");
    const peer = { socket, id: id20(frame["peer_id"]), infoHash: id20(frame["info_hash"]) };
    const known = this.#peers.get(socket);
    if (known !== undefined && (known.id !== peer.id || known.infoHash !== peer.infoHash))
      throw new Error("peer");
    if (frame["answer"] !== undefined) return this.#answered(peer, frame);
    if (![undefined, "started", "stopped", "completed", "update"].includes(frame["event"] as string))
      throw new Error("event");
    if (frame["event"] === "stopped") return void this.#peers.delete(socket);
    for (const amount of ["numwant", "uploaded", "downloaded", "left"])
      if (!Number.isInteger(frame[amount])) throw new Error(amount);
    const offers: unknown = frame["offers"];
    if (!Array.isArray(offers) || offers.length > offersAtMost || frame["numwant"] !== offers.length)
      throw new Error("offers");
    this.#peers.set(socket, peer);
    const others = [...this.#peers.values()].filter(
      ({ id, infoHash }) => infoHash === peer.infoHash && id !== peer.id,
    );
    const reply = {
      action: "announce",
      info_hash: peer.infoHash,
      complete: 0,
      incomplete: others.length + 1,
      interval: 120,
    };
    socket.send(JSON.stringify(reply));
    for (const [index, offer] of offers.entries()) {
      const given = { type: "offer", sdp: sdpOf(offer.offer, "offer") };
      const offerId = id20(offer.offer_id);
      const taker = others[index];
      if (taker === undefined) continue;
      this.#handed.set(`${peer.id} ${offerId} ${taker.id}`, { offerer: peer, taker });
      taker.socket.send(
        JSON.stringify({
          action: "announce",
          info_hash: peer.infoHash,
          peer_id: peer.id,
          offer_id: offerId,
          offer: given,
        }),
      );
    }
  }

  #answered(peer: Peer, frame: Record<string, unknown>): void {
    if ("event" in frame || "offers" in frame) throw new Error("answer with more");
    const offerId = id20(frame["offer_id"]);
    const key = `${id20(frame["to_peer_id"])} ${offerId} ${peer.id}`;
    const handed = this.#handed.get(key);
    if (handed === undefined || !this.#handed.delete(key)) throw new Error("could not find the offer");
    const answer = { type: "answer", sdp: sdpOf(frame["answer"], "answer") };
    const head = { action: "announce", info_hash: peer.infoHash, peer_id: peer.id, offer_id: offerId };
    handed.offerer.socket.send(JSON.stringify({ ...head, answer }));
    peer.socket.send(
      JSON.stringify({
        action: "announce",
        info_hash: peer.infoHash,
        complete: 0,
        incomplete: 1,
        interval: 120,
      }),
    );
  }
}

function id20(value: unknown): string {
  if (typeof value !== "string" || value.length !== 20 || [...value].some((char) => char > "\u00ff"))
    throw new Error("id");
  return value;
}

function sdpOf(value: unknown, type: string): string {
  if (typeof value !== "object" || value === null) throw new Error("description");
  const sdp: unknown = Reflect.get(value, "sdp");
  if (Object.keys(value).length !== 2 || Reflect.get(value, "type") !== type || typeof sdp !== "string")
    throw new Error("description");
  return sdp;
}
