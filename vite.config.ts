import "./scripts/stay-offline.ts";
import { cloudflare } from "@cloudflare/vite-plugin";
import { defineConfig } from "vitest/config";
import { docsSite } from "./scripts/docs-site/vite-plugin-docs-site.ts";
import { inRepository } from "./scripts/repository.ts";
import { webConfig } from "./scripts/shared-config.ts";
import { testProjects } from "./scripts/test-projects.ts";

/**
 * `vite` serves the site and, at the same address, the signal-worker in workerd; `vite build` writes the
 * static site; `vitest` runs the test projects. The library builds are in scripts/library-builds.ts.
 */
export default defineConfig(({ command, isPreview }) => {
  const web = webConfig();
  const developing = command === "serve" && !isPreview && process.env["VITEST"] === undefined;
  return {
    ...web,
    plugins: [...web.plugins, docsSite(), developing ? signalWorkerInDevelopment() : []],
    root: "web",
    // Relative, so that the site works in any folder of any static host.
    base: "./",
    build: { outDir: "../dist/site", emptyOutDir: true },
    // What a test logs is shown when it fails.
    test: { root: inRepository("."), silent: "passed-only", projects: testProjects() },
  };
});

/** Any origin gets a token, no secret has to be set, and two tabs need no STUN server on the network. */
const developmentVars = {
  MESHCALL_ENV: "development",
  OPEN_ROOMS: "true",
  // The examples of the documentation have one for a team.
  ROOM_TYPE: "peer-to-peer",
  ALLOWED_ORIGINS: "",
  STUN_URLS: "",
};

function signalWorkerInDevelopment() {
  return cloudflare({
    configPath: inRepository("signal-worker/wrangler.jsonc"),
    config: (config) => ({ vars: { ...config.vars, ...developmentVars } }),
    persistState: false,
    inspectorPort: false,
    remoteBindings: false,
  });
}
