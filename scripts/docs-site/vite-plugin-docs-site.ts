import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { transformWithOxc, type Plugin, type ViteDevServer } from "vite";
import { inRepository } from "../repository.ts";
import { pageHtml } from "./layout.ts";
import { searchIndex } from "./search-index.ts";
import { sitePages } from "./site-pages.ts";
import { exampleServer } from "./example-server.ts";

const sourceFolder = inRepository("web/docs");

/**
 * The documentation under `docs/` of the site: text pages are written as they are, examples are built like any page. In
 * development the pages are made anew with each request.
 */
export function docsSite(): Plugin {
  return {
    name: "meshcall:docs-site",
    config: () => ({
      build: {
        rolldownOptions: {
          checks: { pluginTimings: false },
          input: [inRepository("web/index.html"), ...examplePages()],
        },
      },
      resolve: {
        alias: [
          { find: /^(meshcall|twilio-video)$/, replacement: inRepository("web/index.ts") },
          {
            find: /^meshcall\/(elements|rooms|files|captions|effects|recording|timeline)$/,
            replacement: inRepository("web/$1.ts"),
          },
          { find: /^meshcall\/server$/, replacement: inRepository("server/index.ts") },
        ],
      },
    }),
    async generateBundle() {
      for (const [fileName, source] of await docsFiles()) this.emitFile({ type: "asset", fileName, source });
    },
    configureServer: (server) => serve(server),
  };
}

function examplePages(): string[] {
  return globSync("examples/*/*.html", { cwd: sourceFolder }).map((path) => posix.join(sourceFolder, path));
}

/** Path from the site's root -> content. */
async function docsFiles(): Promise<Map<string, string>> {
  const pages = sitePages();
  const script = await transformWithOxc(readFileSync(`${sourceFolder}/docs.ts`, "utf8"), "docs.ts");
  return new Map([
    ...pages.map((page) => [page.path, pageHtml(page, pages)] as const),
    ["docs/docs.css", readFileSync(`${sourceFolder}/docs.css`, "utf8")],
    ["docs/docs.js", script.code],
    ["docs/mark.svg", readFileSync(inRepository("web/site/mark.svg"), "utf8")],
    ["docs/search.json", JSON.stringify(searchIndex(pages))],
  ]);
}

const types: Readonly<Record<string, string>> = {
  html: "text/html",
  css: "text/css",
  js: "text/javascript",
  svg: "image/svg+xml",
  json: "application/json",
};

function serve(server: ViteDevServer): void {
  server.middlewares.use(exampleServer(server));
  server.middlewares.use((request, response, next) => {
    const { pathname } = new URL(request.url ?? "/", "http://site");
    if (!pathname.startsWith("/docs/")) return next();
    const path = pathname.slice(1).replace(/^docs\/$/, "docs/index.html");
    docsFiles().then((files) => {
      const content = files.get(path);
      if (content === undefined) return next();
      const type = types[path.split(".").at(-1) ?? ""] ?? "text/plain";
      response.setHeader("content-type", `${type}; charset=utf-8`).end(content);
    }, next);
  });
}
