import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, readFileSync } from "node:fs";
import { freePort, SignalWorker } from "../e2e/harness/signal-worker.ts";
import { inRepository } from "../../scripts/repository.ts";
import type { Contender } from "./signaling-dialects.ts";

/** One server in a process group of its own. */
export interface BenchServer {
  readonly port: number;
  /** What its processes have used of one core until now; 0 where there is no `/proc` to ask. */
  cpuMs(): number;
  stop(): Promise<void>;
}

/**
 * Our rooms are stored in memory where Linux has a place for that: to make a file for each room takes ext4 longer than all
 * the rest of two joins (measured), and is not what Cloudflare does. The others store nothing.
 */
export async function startServer(contender: Contender): Promise<BenchServer> {
  if (contender === "meshcall") {
    if (existsSync("/dev/shm")) process.env["TMPDIR"] = "/dev/shm";
    const signalWorker = await SignalWorker.start({
      STUN_URLS: "none",
      MAX_CONCURRENT_PARTICIPANTS: "100000",
    });
    const port = Number(new URL(signalWorker.url).port);
    return { port, cpuMs: () => groupCpuMs(signalWorker.pid), stop: () => signalWorker.stop() };
  }
  const port = await freePort();
  const script = inRepository("test/bench/signaling-peer-server.ts");
  const child = spawn(process.execPath, [script, contender, String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  await once(child.stdout, "data");
  child.stdout.resume();
  const stop = async (): Promise<void> => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return { port, cpuMs: () => groupCpuMs(child.pid), stop };
}

/** Linux counts in ticks of 10 ms. */
const tickMs = 10;

/** @param group the id of its first process */
function groupCpuMs(group: number | undefined): number {
  let ticks = 0;
  for (const file of globSync("/proc/[0-9]*/stat")) {
    // proc(5): the name is in parentheses; after it field 3 is the group, 12 and 13 are user and system time
    const fields = read(file).split(") ").at(-1)?.split(" ") ?? [];
    if (Number(fields[2]) === group) ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks * tickMs;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // it ended meanwhile
  }
}
