import type { AddressInfo } from "node:net";
import type { WebSocket, WebSocketServer } from "ws";

/** What is used of the server of `bittorrent-tracker`, which has no types. */
interface TrackerServer {
  http: { address(): AddressInfo };
  ws: WebSocketServer;
  on(event: "warning" | "error", listener: (error: Error) => void): void;
  once(event: "listening", listener: () => void): void;
  listen(port: number, host: string): void;
  close(done: () => void): void;
}
type TrackerServerClass = new (options: object) => TrackerServer;

/** The reference tracker of WebTorrent, stock, on loopback; everything that passes through it is kept. */
export class LocalTracker {
  readonly url: string;
  /** Every frame in either direction, as it was on the wire. */
  readonly frames: string[] = [];
  readonly #server: TrackerServer;
  readonly #sockets = new Set<WebSocket>();

  private constructor(server: TrackerServer) {
    this.#server = server;
    this.url = `ws://127.0.0.1:${server.http.address().port}`;
    server.ws.prependListener("connection", (socket: WebSocket) => this.#watch(socket));
  }

  /** @param port 0 for any */
  static async start(port = 0): Promise<LocalTracker> {
    const { default: Server } = (await import("bittorrent-tracker/server" as string)) as {
      default: TrackerServerClass;
    };
    const server = new Server({ http: true, udp: false, ws: true, stats: false, interval: 50_000 });
    server.on("warning", () => undefined);
    const listening = new Promise<void>((resolve, reject) => {
      server.once("listening", resolve);
      server.on("error", reject);
    });
    server.listen(port, "127.0.0.1");
    await listening;
    return new LocalTracker(server);
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }
  /** How many clients are connected. */
  get clients(): number {
    return this.#sockets.size;
  }

  /** Says something to every client, as a tracker that means ill would. */
  say(text: string): void {
    for (const socket of this.#sockets) socket.send(text);
  }

  /** Loses every client without a word. */
  cut(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  /** Dies. Safe to call twice. */
  async stop(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.#server.close(resolve));
  }

  #watch(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("message", (data) => this.frames.push(String(data)));
    const send = socket.send.bind(socket) as (...args: unknown[]) => void;
    Object.assign(socket, {
      send: (data: unknown, ...rest: unknown[]): void => {
        this.frames.push(String(data));
        send(data, ...rest);
      },
    });
  }
}
