import "./stay-offline.ts";
import { parseArgs } from "node:util";
import { createServer } from "vite";
import { buildWasm } from "./build-wasm.ts";
import { inRepository } from "./repository.ts";

/** `npm start [-- --port 5173 --host 0.0.0.0]`: the site and the signal-worker, in workerd, at one address. */
const { values } = parseArgs({ options: { port: { type: "string" }, host: { type: "string" } } });

await buildWasm();
const server = await createServer({
  configFile: inRepository("vite.config.ts"),
  logLevel: "warn",
  server: {
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.port === undefined ? {} : { port: Number(values.port), strictPort: true }),
  },
});
await server.listen();

const address = server.resolvedUrls?.local[0] ?? server.resolvedUrls?.network[0];
console.log(`Meshcall is at ${address}  (open it in two tabs; Ctrl+C stops it)`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void server.close().finally(() => process.exit(0)));
}
