import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { basename } from "node:path";
import { inRepository } from "../../../scripts/repository.ts";
import type { RecipePage } from "./recipes.ts";

/** An origin with a policy: one page, Meshcall's files beside it, and behind it the signal-worker. */
export interface PolicyHost {
  url: string;
  /** Every response has its headers from now on, as most servers do it. */
  serve(page: RecipePage): void;
  /** Reports of the browser: of pages and of the threads that inherit their policy. */
  readonly violations: string[];
  stop(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  js: "text/javascript",
  css: "text/css",
  wasm: "application/wasm",
  tflite: "application/octet-stream",
};

/** @param signalWorkerUrl where `/token` and `/rooms/` lead */
export async function servePolicyHost(signalWorkerUrl: string): Promise<PolicyHost> {
  const violations: string[] = [];
  let page: RecipePage = { headers: {}, html: "" };
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(incoming.url ?? "/", "http://host").pathname;
    for (const [name, value] of Object.entries(page.headers)) response.setHeader(name, value);
    if (path === "/violations") {
      violations.push(Buffer.concat(await incoming.toArray()).toString());
      response.writeHead(204).end();
    } else if (path === "/token" || path.startsWith("/rooms/")) {
      forward(signalWorkerUrl, incoming, response);
    } else if (path === "/") {
      response.setHeader("content-type", "text/html; charset=utf-8").end(page.html);
    } else if (path === "/page.css") {
      response
        .setHeader("content-type", "text/css")
        .end("html, body { height: 100%; margin: 0 } iframe { width: 100%; height: 100% }");
    } else {
      const type = types[path.split(".").pop() ?? ""];
      const folder = path.includes("/effects/") ? "dist/effects" : "dist";
      const file =
        type && (await readFile(inRepository(`${folder}/${basename(path)}`)).catch(() => undefined));
      if (!file) return void response.writeHead(404).end();
      response.setHeader("content-type", `${type}; charset=utf-8`);
      response.setHeader("access-control-allow-origin", "*").end(file);
    }
  };
  const server = createServer((incoming, response) => void answer(incoming, response));
  server.on("upgrade", (incoming, socket, head) => {
    const { hostname, port } = new URL(signalWorkerUrl);
    const onward = connect(Number(port), hostname, () => {
      const raw = incoming.rawHeaders;
      const lines = raw.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${raw[index + 1]}`] : []));
      onward.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    serve: (next) => (page = next),
    violations,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(to: string, incoming: IncomingMessage, response: ServerResponse): void {
  const { method, headers } = incoming;
  const onward = request(new URL(incoming.url ?? "/", to), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on("error", () => response.writeHead(502).end());
  incoming.pipe(onward);
}
