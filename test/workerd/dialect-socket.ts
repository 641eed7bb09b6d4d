import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import signalWorker from "../../signal-worker/src/index.ts";
import { origin } from "./page.ts";

/** What a stock client of another protocol sees of the signal-worker. */

export const bothOn = { PEERSERVER: "on", TRACKER: "on" };

export interface Visit {
  /** On top of the test's own. */
  variables?: Record<string, string>;
  headers?: Record<string, string>;
}

export async function visit(
  path: string,
  { variables = bothOn, headers = {} }: Visit = {},
): Promise<Response> {
  const request = new Request(new URL(path, origin), { headers });
  return signalWorker.fetch(request, { ...env, ...variables }, createExecutionContext());
}

/** A raw socket: frames as they are on the wire. */
export class RawSocket {
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #socket: WebSocket;
  readonly #texts: string[] = [];
  readonly #waiting: ((text: string) => void)[] = [];

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason }));
    });
    socket.addEventListener("message", ({ data }) => {
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#texts.push(String(data));
      else waiting(String(data));
    });
    socket.accept();
  }

  static async open(path: string, options: Visit = {}): Promise<RawSocket> {
    const headers = { ...options.headers, Upgrade: "websocket" };
    const response = await visit(path, { ...options, headers });
    if (response.webSocket === null) throw new Error(`no socket: ${response.status}`);
    return new RawSocket(response.webSocket);
  }

  send(frame: unknown): void {
    const isRaw = typeof frame === "string" || frame instanceof ArrayBuffer;
    this.#socket.send(isRaw ? frame : JSON.stringify(frame));
  }

  /** Waits for the next frame; one that has come counts. */
  async nextText(): Promise<string> {
    return this.#texts.shift() ?? (await new Promise<string>((resolve) => this.#waiting.push(resolve)));
  }

  async next(): Promise<unknown> {
    return JSON.parse(await this.nextText());
  }

  close(): void {
    this.#socket.close(1000, "");
  }
}
