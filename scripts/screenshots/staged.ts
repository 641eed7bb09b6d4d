import type { Browser } from "playwright";
import { createServer, type Plugin } from "vite";
import { inRepository } from "../repository.ts";
import { webConfig } from "../shared-config.ts";
import { optimizedDependencies } from "../test-projects.ts";
import { showPerson } from "./person.ts";
import type { Shooting } from "./shooting.ts";

const stage: Plugin = {
  name: "meshcall:stage",
  configureServer({ middlewares }) {
    middlewares.use("/stage", (_request, response) => {
      response.setHeader("content-type", "text/html; charset=utf-8").end(`<!doctype html><html lang="en">
<meta name="viewport" content="width=device-width"><title>A call</title><body>
<script type="module" src="/scripts/screenshots/staged-page.ts"></script></html>`);
    });
  },
};

/** Takes the scenes of `test/scenes/`: real elements around a room without a network. @param chosen none: all */
export async function shootStaged(
  browser: Browser,
  shooting: Shooting,
  chosen: readonly string[],
): Promise<void> {
  const config = webConfig();
  const server = await createServer({
    ...config,
    configFile: false,
    root: inRepository("."),
    logLevel: "warn",
    plugins: [...config.plugins, stage],
    optimizeDeps: { ...config.optimizeDeps, include: [...optimizedDependencies] },
    server: { host: "127.0.0.1", port: 0, watch: null },
  });
  try {
    await server.listen();
    const context = await browser.newContext({
      permissions: ["camera", "microphone", "clipboard-write"],
      reducedMotion: "reduce",
    });
    await context.addInitScript(showPerson, 0);
    const page = await context.newPage();
    await page.goto(new URL("/stage", server.resolvedUrls?.local[0]).href);
    await page.waitForFunction(() => "staged" in window);
    for (const [group, names] of await page.evaluate(() => window.staged.names)) {
      for (const name of names) {
        if (chosen.length > 0 && !chosen.includes(name) && !chosen.includes(group)) continue;
        try {
          await page.evaluate(([which, scene]) => window.staged.open(which, scene), [group, name] as const);
          await shooting.shoot(page, group, name);
        } catch (error) {
          process.exitCode = 1;
          console.error(`${group}/${name}: ${String(error)}`);
        }
      }
    }
    await context.close();
  } finally {
    await server.close();
  }
}
