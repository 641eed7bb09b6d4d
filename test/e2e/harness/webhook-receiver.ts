import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { freePort } from "./signal-worker.ts";

/** One request that came, and what its receiver made of it. */
export interface Received {
  readonly method: string;
  /** The whole address. */
  readonly url: string;
  readonly signature: string;
  readonly idempotencyToken: string;
  /** Of the form, or for GET of the query. */
  readonly parameters: Readonly<Record<string, string>>;
  /** What it was answered with; undefined: with nothing. */
  readonly status: number | undefined;
  readonly atMs: number;
}

/** An HTTP server as somebody's own: it takes webhooks, refuses them, lets them wait, or is not there at all. */
export class WebhookReceiver {
  readonly origin: string;
  /** All that came, in order. */
  readonly received: Received[] = [];
  /** What to answer with; undefined: nothing, the connection stays open. */
  answer: (request: Omit<Received, "status">) => number | undefined = () => 204;
  readonly #port: number;
  #server: Server | undefined;
  #changed = () => {};

  private constructor(port: number) {
    this.#port = port;
    this.origin = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(await freePort());
    await receiver.restart();
    return receiver;
  }

  /** At the same address. */
  async restart(): Promise<void> {
    this.#server = createServer((request, response) => void this.#take(request, response));
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
  }

  /** Nobody listens any more. Safe to call twice. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }

  /** Those that were taken, of one room or all. */
  taken(roomSid?: string): readonly Received[] {
    return this.received.filter(
      ({ status, parameters }) =>
        status !== undefined && status < 300 && (roomSid ?? parameters["RoomSid"]) === parameters["RoomSid"],
    );
  }

  /** Settles when `is` is true of what came. */
  async until(is: () => boolean): Promise<void> {
    while (!is()) await new Promise<void>((settle) => (this.#changed = settle));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const url = new URL(request.url ?? "/", this.origin);
    const header = (name: string) => String(request.headers[name] ?? "");
    const came = {
      method: request.method ?? "",
      url: url.href,
      signature: header("x-twilio-signature"),
      idempotencyToken: header("i-twilio-idempotency-token"),
      parameters: Object.fromEntries(request.method === "GET" ? url.searchParams : new URLSearchParams(body)),
      atMs: performance.now(),
    };
    const status = this.answer(came);
    this.received.push({ ...came, status });
    if (status !== undefined) response.writeHead(status).end();
    this.#changed();
  }
}
