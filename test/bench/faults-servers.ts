import type { Server } from "node:http";
import type { Socket } from "node:net";
import { PeerServer } from "peer";
import { Coturn, whyNoCoturn } from "../e2e/harness/coturn.ts";
import { freePort, SignalWorker } from "../e2e/harness/signal-worker.ts";
import { serveStaticFiles, type StaticFiles } from "../e2e/harness/static-files.ts";

export type Contender = "meshcall" | "peerjs";

/** Everything that calls need besides browsers; each contender's server can die and come back. */
export class Servers {
  readonly files: StaticFiles;
  readonly address: string;
  readonly signalWorker: SignalWorker;
  readonly peerServerPort: number;
  readonly #coturn: Coturn | undefined;
  #peerServer: Server | undefined;
  readonly #peerSockets = new Set<Socket>();

  private constructor(
    files: StaticFiles,
    signalWorker: SignalWorker,
    coturn: Coturn | undefined,
    peerServerPort: number,
  ) {
    this.files = files;
    this.address = files.addPage("<!doctype html><title>faults bench</title>");
    this.signalWorker = signalWorker;
    this.#coturn = coturn;
    this.peerServerPort = peerServerPort;
  }

  /** @param relay hand out a TURN server that is reached by TCP */
  static async start(relay: boolean): Promise<Servers> {
    const coturn = relay ? await Coturn.start() : undefined;
    const signalWorker = await SignalWorker.start({
      ROOM_TYPE: "peer-to-peer",
      ...(coturn?.variables("tcp") ?? { STUN_URLS: "none" }),
    });
    const servers = new Servers(await serveStaticFiles(), signalWorker, coturn, await freePort());
    await servers.revive("peerjs");
    return servers;
  }

  /** Of stock PeerJS; the signal-worker hands out its own. */
  iceServers(): RTCIceServer[] {
    if (this.#coturn === undefined) return [];
    return [{ ...this.#coturn.credentials(Date.now() + 3_600_000), urls: this.#coturn.url("tcp") }];
  }

  /** As a crash would: sockets break. */
  async kill(contender: Contender): Promise<void> {
    if (contender === "meshcall") return this.signalWorker.kill();
    this.#peerServer?.close();
    for (const socket of this.#peerSockets) socket.destroy();
    this.#peerServer = undefined;
  }

  async revive(contender: Contender): Promise<void> {
    if (contender === "meshcall") return this.signalWorker.restart();
    const server = await new Promise<Server>((resolve) => {
      PeerServer({ host: "127.0.0.1", port: this.peerServerPort, path: "/" }, resolve);
    });
    server.on("connection", (socket) => {
      this.#peerSockets.add(socket);
      socket.on("close", () => this.#peerSockets.delete(socket));
    });
    this.#peerServer = server;
  }

  async stop(): Promise<void> {
    await this.kill("peerjs");
    await this.signalWorker.stop();
    await this.files.stop();
    await this.#coturn?.stop();
  }
}

export { whyNoCoturn as whyNoRelay };
