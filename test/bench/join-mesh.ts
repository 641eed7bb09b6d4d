import type { Browser, BrowserContext, Page } from "playwright";
import type { Server } from "node:http";
import { PeerServer } from "peer";
import { freePort, SignalWorker } from "../e2e/harness/signal-worker.ts";
import { inRepository } from "../../scripts/repository.ts";
import { joinMeshcall, joinPeerjs, openMedia, type MeshJoin } from "./join-mesh-pages.ts";

export type MeshContender = "meshcall" | "peerjs";

/** What it took to make one room complete, from nobody to everybody. */
export interface MeshSample {
  /** Sum over all joins: from the first line a page's author writes to a moving picture of every other. */
  meshMs: number;
  /** Messages that the server received, heartbeats not counted. */
  messagesIn: number;
}

const joins = { meshcall: joinMeshcall, peerjs: joinPeerjs };

/**
 * Rooms that fill one by one, in pages of one browser with the camera open. A page that was in before goes
 * on as it would in a call, so that whoever joins last finds a busy machine, with every contender alike.
 */
export class MeshRooms {
  readonly #browser: Browser;
  readonly #address: string;
  readonly #signalWorkerUrl: string;
  readonly #peerServerPort: number;
  readonly #stop: () => Promise<void>;

  private constructor(
    browser: Browser,
    address: string,
    servers: { signalWorkerUrl: string; peerServerPort: number; stop: () => Promise<void> },
  ) {
    this.#browser = browser;
    this.#address = address;
    this.#signalWorkerUrl = servers.signalWorkerUrl;
    this.#peerServerPort = servers.peerServerPort;
    this.#stop = servers.stop;
  }

  /** @param address of an empty page that has `/meshcall.js` beside it */
  static async open(browser: Browser, address: string): Promise<MeshRooms> {
    const peerServerPort = await freePort();
    const peerServer = await new Promise<Server>((resolve) => {
      PeerServer({ host: "127.0.0.1", port: peerServerPort, path: "/" }, resolve);
    });
    const signalWorker = await SignalWorker.start({ ROOM_TYPE: "peer-to-peer" });
    const stop = async (): Promise<void> => {
      await signalWorker.stop();
      peerServer.close();
      peerServer.closeAllConnections();
    };
    return new MeshRooms(browser, address, { signalWorkerUrl: signalWorker.url, peerServerPort, stop });
  }

  async sample(contender: MeshContender, people: number): Promise<MeshSample> {
    const room = `${contender}-${people}-${crypto.randomUUID()}`;
    const contexts: BrowserContext[] = [];
    let messagesIn = 0;
    try {
      const pages: Page[] = [];
      for (let index = 0; index < people; index++) {
        const context = await this.#browser.newContext({ permissions: ["camera", "microphone"] });
        contexts.push(context);
        const page = await context.newPage();
        page.on("websocket", (socket) => {
          socket.on("framesent", ({ payload }) => {
            if (payload !== '{"type":"HEARTBEAT"}') messagesIn++;
          });
        });
        await page.goto(this.#address);
        await page.addScriptTag({ path: inRepository("node_modules/peerjs/dist/peerjs.min.js") });
        await page.evaluate(openMedia);
        pages.push(page);
      }
      let meshMs = 0;
      const names = pages.map((_, index) => `${room}-${index}`);
      for (const [index, page] of pages.entries()) {
        const join: MeshJoin = {
          room,
          name: names[index] ?? "",
          before: names.slice(0, index),
          signalWorkerUrl: this.#signalWorkerUrl,
          peerServerPort: this.#peerServerPort,
        };
        meshMs += await page.evaluate(joins[contender], join);
      }
      await Promise.all(
        pages.map((page) => page.evaluate((others) => window.meshBench.sees(others), people - 1)),
      );
      return { meshMs, messagesIn };
    } finally {
      await Promise.all(contexts.map((context) => context.close()));
    }
  }

  close(): Promise<void> {
    return this.#stop();
  }
}
