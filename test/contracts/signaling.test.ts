import { afterAll, afterEach, beforeAll, beforeEach, describe, vi } from "vitest";
import type { Signaling } from "../../web/room/ports.ts";
import { AnnounceSocket } from "../../web/signaling/announce-socket.ts";
import { announceUrl } from "../../web/signaling/server-url.ts";
import { parseTokenReply } from "#protocol/token";
import { SignalWorker } from "../e2e/harness/signal-worker.ts";
import { HubSocket, SignalingHub } from "../fakes/signaling-hub.ts";
import { signalingContract } from "./signaling-contract.ts";

signalingContract("the signal-worker in memory", async () => {
  const hub = new SignalingHub(2);
  return {
    socket: (identity) => hub.socket(identity),
    lose: (socket) => {
      if (!(socket instanceof HubSocket)) throw new TypeError("not of this hub");
      socket.cut();
      setTimeout(() => socket.restore());
    },
  };
});

describe("over a network", () => {
  let signalWorker: SignalWorker;
  let rooms = 0;
  /** The browser's sockets, latest last, by who made them. */
  const sockets = new Map<Signaling, WebSocket[]>();
  const RealWebSocket = globalThis.WebSocket;

  beforeAll(async () => {
    signalWorker = await SignalWorker.start();
  }, 40_000);
  afterAll(() => signalWorker?.stop());
  beforeEach(() => {
    // what a page has and Node has not
    vi.stubGlobal("addEventListener", () => undefined);
    vi.stubGlobal("removeEventListener", () => undefined);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    sockets.clear();
  });

  async function token(room: string, identity: string): Promise<string> {
    const reply = await fetch(new URL("token", signalWorker.url), {
      method: "POST",
      headers: { "content-type": "application/json", origin: signalWorker.url },
      body: JSON.stringify({ room, identity, name: identity }),
    });
    const parsed = parseTokenReply(await reply.json());
    if (parsed === undefined) throw new Error(`no token: ${reply.status}`);
    return parsed.token;
  }

  signalingContract("the announce socket and a real signal-worker", async () => {
    const room = `contract ${++rooms}`;
    return {
      socket: async (identity) => {
        const url = announceUrl(new URL(`${signalWorker.url}/`), undefined);
        const made: WebSocket[] = [];
        const signaling = new AnnounceSocket(url, await token(room, identity));
        sockets.set(signaling, made);
        const open = signaling.open.bind(signaling);
        signaling.open = (onFact) => {
          vi.stubGlobal(
            "WebSocket",
            class extends RealWebSocket {
              constructor(address: string | URL, protocols?: string | string[]) {
                super(address, protocols);
                made.push(this);
              }
            },
          );
          open(onFact);
          vi.stubGlobal("WebSocket", RealWebSocket);
        };
        return signaling;
      },
      lose: (socket) => sockets.get(socket)?.at(-1)?.close(),
    };
  });
});
