import { preview, type PreviewServer } from "vite";
import { inRepository } from "../../../scripts/repository.ts";
import { freePort } from "./signal-worker.ts";

/** What `npm run build` wrote, as any static host would serve it: no headers of ours, no code. */
export interface StaticFiles {
  /** Of `dist/`, without a slash at its end: the site is at `/site/`, the bundles at `/elements.js` and so on. */
  url: string;
  stop(): Promise<void>;
}

export async function serveStaticFiles(): Promise<StaticFiles> {
  const port = await freePort();
  const server: PreviewServer = await preview({
    configFile: false,
    root: inRepository("."),
    appType: "mpa",
    logLevel: "warn",
    build: { outDir: "dist" },
    preview: { host: "127.0.0.1", port, strictPort: true },
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => server.close() };
}
