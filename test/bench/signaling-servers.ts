import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { freePort } from "../e2e/harness/signal-worker.ts";
import { inRepository } from "../../scripts/repository.ts";
import { bareConfig, bareModule } from "./signaling-bare.ts";
import { countingModule } from "./signaling-counting.ts";
import type { Contender } from "./signaling-dialects.ts";

/** One server in one process. */
export interface BenchServer {
  readonly port: number;
  /** What it has used of one core until now; 0 where there is no `/proc` to ask. */
  cpuMs(): number;
  stop(): Promise<void>;
}

/** Each as one would run it on a machine of one's own; the signal-worker's bundle has to be built. */
export async function startServer(contender: Contender): Promise<BenchServer> {
  if (contender === "meshcall") return startWorkerd();
  if (contender === "bare") return serveWorkerd({ "workerd.capnp": bareConfig, "index.js": bareModule });
  const port = await freePort();
  const script = inRepository("test/bench/signaling-peer-server.ts");
  return serverOf(port, spawnServer(process.execPath, [script, contender, String(port)]));
}

/**
 * The configuration that is shipped, with a higher cap.
 *
 * @param counting with the instrument of signaling-counting.ts around it
 */
export async function startWorkerd(counting = false): Promise<BenchServer> {
  const shipped = readFileSync(inRepository("signal-worker/workerd.capnp"), "utf8");
  const cap = `(name = "MAX_CONCURRENT_PARTICIPANTS", text = "1000000")`;
  const instrument = `(name = "counting.js", esModule = embed "counting.js"),`;
  const config = shipped
    .replace(/^.*"MAX_CONCURRENT_PARTICIPANTS".*\n/m, "")
    .replace("bindings = [", `bindings = [ ${cap},`)
    .replace("modules = [", `modules = [ ${counting ? instrument : ""}`);
  const namespaces = config.matchAll(/\(name = "(\w+)", durableObjectNamespace = "(\w+)"\)/g);
  const classes = Object.fromEntries([...namespaces].map(([, binding, name]) => [name, binding]));
  return serveWorkerd({
    "workerd.capnp": config,
    "index.js": readFileSync(inRepository("dist/signal-worker/index.js"), "utf8"),
    ...(counting ? { "counting.js": countingModule(classes) } : {}),
  });
}

/**
 * Rooms are stored in memory where Linux has a place for that: to make a file for each room takes ext4 longer than all
 * the rest of two joins (measured), and is not what Cloudflare does. The other servers store nothing.
 */
async function serveWorkerd(files: Readonly<Record<string, string>>): Promise<BenchServer> {
  const port = await freePort();
  const dir = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "meshcall-bench-"));
  mkdirSync(join(dir, "storage"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  const child = spawnServer(
    inRepository("node_modules/workerd/bin/workerd"),
    [
      "serve",
      join(dir, "workerd.capnp"),
      `--directory-path=storage=${join(dir, "storage")}`,
      `--socket-addr=http=127.0.0.1:${port}`,
      "--control-fd=1",
    ],
    { MESHCALL_ENV: "development", STUN_URLS: "none", ROOM_TYPE: "peer-to-peer" },
  );
  const server = await serverOf(port, child);
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { ...server, stop };
}

type Child = ChildProcessByStdio<null, Readable, null>;

function spawnServer(command: string, args: string[], env?: Record<string, string>): Child {
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "inherit"],
    ...(env === undefined ? {} : { env }),
  });
  process.once("exit", () => child.kill("SIGKILL"));
  return child;
}

/** Settles when it has said its first word, which is that it listens. */
async function serverOf(port: number, child: Child): Promise<BenchServer> {
  await Promise.race([
    once(child.stdout, "data"),
    once(child, "exit").then(([code]) => {
      throw new Error(`a server ended with ${String(code)}`);
    }),
  ]);
  child.stdout.resume();
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return { port, cpuMs: () => cpuMsOf(child.pid), stop };
}

/** Linux counts in ticks of 10 ms. */
const tickMs = 10;

function cpuMsOf(pid: number | undefined): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return 0;
  // proc(5): the name is in parentheses; what follows begins with field 3; 14 and 15 are user and system time
  const fields = readFileSync(file, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}
