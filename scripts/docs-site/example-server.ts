import type { IncomingMessage, ServerResponse } from "node:http";
import type { ViteDevServer } from "vite";
import { inRepository } from "../repository.ts";
import { examplesFolder } from "./example-page.ts";

/** Of the signal-worker in development: known to everybody, and good for nothing else. */
const developmentKey = {
  ACCOUNT_SID: `AC${"0".repeat(32)}`,
  API_KEY_SID: `SK${"0".repeat(32)}`,
  API_KEY_SECRET: "meshcall development secret, known to everybody",
};

interface ExampleServer {
  answer(request: Request, env: Readonly<Record<string, string>>): Promise<Response>;
}

/** Runs an example's own `server.js` where its page asks for `./token`. */
export function exampleServer(vite: ViteDevServer) {
  return (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void => {
    const url = new URL(request.url ?? "/", "http://site");
    const name = /^\/docs\/examples\/([a-z-]+)\/token$/.exec(url.pathname)?.[1];
    if (name === undefined) return next();
    answer(vite, name, url).then((text) => response.end(text), next);
  };
}

async function answer(vite: ViteDevServer, name: string, url: URL): Promise<string> {
  const module = await vite.ssrLoadModule(inRepository(`${examplesFolder}/${name}/server.js`));
  if (!isExampleServer(module)) throw new Error(`The example ${name} answers nothing`);
  return (await module.answer(new Request(url), developmentKey)).text();
}

function isExampleServer(module: object): module is ExampleServer {
  return "answer" in module && typeof module.answer === "function";
}
