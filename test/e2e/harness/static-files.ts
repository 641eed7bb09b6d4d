import { preview, type Plugin, type PreviewServer } from "vite";
import { inRepository } from "../../../scripts/repository.ts";
import { freePort } from "./signal-worker.ts";

/** What `npm run build` wrote, as any static host would serve it: no headers of ours, no code. */
export interface StaticFiles {
  /** Of `dist/`, without a slash at its end: the site is at `/site/`, the bundles at `/elements.js` and so on. */
  url: string;
  /**
   * Adds a page. A page that a test made up in the browser would not count as local there, and could not
   * reach a signal-worker on loopback.
   * @returns its address
   */
  addPage(html: string): string;
  stop(): Promise<void>;
}

export async function serveStaticFiles(): Promise<StaticFiles> {
  const port = await freePort();
  const pages = new Map<string, string>();
  const addedPages: Plugin = {
    name: "meshcall:added-pages",
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const html = pages.get(request.url ?? "");
        if (html === undefined) return next();
        response.setHeader("content-type", "text/html; charset=utf-8").end(html);
      });
    },
  };
  const server: PreviewServer = await preview({
    configFile: false,
    root: inRepository("."),
    appType: "mpa",
    logLevel: "warn",
    plugins: [addedPages],
    build: { outDir: "dist" },
    preview: { host: "127.0.0.1", port, strictPort: true },
  });
  const url = `http://127.0.0.1:${port}`;
  const addPage = (html: string): string => {
    const path = `/page-${pages.size + 1}`;
    pages.set(path, html);
    return url + path;
  };
  return { url, addPage, stop: () => server.close() };
}
