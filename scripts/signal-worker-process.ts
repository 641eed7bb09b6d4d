import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";

/**
 * The built signal-worker in real workerd, in development mode:
 * `node scripts/signal-worker-process.ts --port N [--persist DIR] [--var NAME=VALUE]…`
 * Prints `listening http://127.0.0.1:N` when ready; SIGTERM or SIGINT ends it and workerd with it.
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
    scriptPath: bundle,
    modules: true,
    compatibilityDate: "2026-10-01",
    bindings: { MESHCALL_ENV: "development", ...Object.fromEntries(variables) },
    durableObjects: { ROOMS: { className: "RoomObject", useSQLite: true } },
    ...(values.persist === undefined ? {} : { resourcePersistencePath: values.persist }),
  }),
);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    void miniflare.dispose().then(() => process.exit(0));
  });
}

await miniflare.ready;
console.log(`listening http://127.0.0.1:${values.port}`);
