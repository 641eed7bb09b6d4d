import "./scripts/stay-offline.ts";
import { cloudflare } from "@cloudflare/vite-plugin";
import { defineConfig, type ViteUserConfig } from "vitest/config";
import { inRepository } from "./scripts/repository.ts";
import { resolve, webPlugins } from "./scripts/shared-config.ts";
import { testProjects } from "./scripts/test-projects.ts";

/**
 * `vite` serves the site and, at the same address, the signal-worker in workerd; `vite build` writes the
 * static site; `vitest` runs the test projects. The library builds are in scripts/library-builds.ts.
 */
export default defineConfig(async ({ command, isPreview }): Promise<ViteUserConfig> => {
  const testing = process.env["VITEST"] !== undefined;
  const plugins = await webPlugins();
  return {
    root: "web",
    // Relative, so that the site works in any folder of any static host.
    base: "./",
    resolve,
    plugins: [
      ...plugins,
      ...(command === "serve" && !isPreview && !testing ? [signalWorkerInDevelopment()] : []),
    ],
    worker: { format: "es", plugins: () => plugins },
    build: { outDir: "../dist/site", emptyOutDir: true },
    test: { root: inRepository("."), projects: await testProjects() },
  };
});

/** Development rules hold here and nowhere else: any origin gets a token, and no secret has to be set. */
function signalWorkerInDevelopment() {
  return cloudflare({
    configPath: inRepository("signal-worker/wrangler.jsonc"),
    config: (config) => ({ vars: { ...config.vars, MESHCALL_ENV: "development" } }),
    persistState: false,
    inspectorPort: false,
    remoteBindings: false,
  });
}
