import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";

/**
 * The built signal-worker in real workerd, in development mode:
 * `node scripts/signal-worker-process.ts --port N [--persist DIR] [--var NAME=VALUE]…`
 * Prints `listening http://127.0.0.1:N` when ready; SIGTERM or SIGINT ends it and workerd with it. SIGKILL
 * would leave workerd behind, with the port.
 */

const bundle = fileURLToPath(new URL("../dist/signal-worker/index.js", import.meta.url));

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8787" },
    persist: { type: "string" },
    var: { type: "string", multiple: true, default: [] },
  },
});

if (!existsSync(bundle)) {
  console.error("dist/signal-worker/index.js is missing: run `npm run build` first.");
  process.exit(1);
}

const variables = values.var.map((pair) => {
  const at = pair.indexOf("=");
  return [pair.slice(0, at), pair.slice(at + 1)];
});

const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    name: "meshcall",
    host: "127.0.0.1",
    port: Number(values.port),
    cf: false, // else it asks the network where it is
    log: new Log(LogLevel.WARN),
    // The parent may close our stdout after the one line it waits for.
    handleStructuredLogs: ({ level, message }) => {
      if (level === "error" || level === "warn") console.error(message);
    },
    modules: [{ type: "ESModule", path: "index.js", contents: readFileSync(bundle, "utf8") }],
    compatibilityDate: "2026-10-01",
    bindings: { MESHCALL_ENV: "development", ...Object.fromEntries(variables) },
    durableObjects: {
      ROOMS: { className: "RoomObject", useSQLite: true },
      ACCOUNTS: { className: "AccountObject", useSQLite: true },
      PEERJS_SWARMS: { className: "PeerServerObject", useSQLite: true },
      WEBTORRENT_SWARMS: { className: "TrackerObject", useSQLite: true },
    },
    ...(values.persist === undefined ? {} : { resourcePersistencePath: resolve(values.persist) }),
  }),
);

await miniflare.ready;

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  // Miniflare's own listener would exit with 143 before its clean-up is through.
  process.removeAllListeners(signal);
  process.once(signal, () => void miniflare.dispose().finally(() => process.exit(0)));
}

console.log(`listening http://127.0.0.1:${values.port}`);
