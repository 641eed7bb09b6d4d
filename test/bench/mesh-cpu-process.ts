import { readdirSync, readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second for every program, whatever the kernel's own tick is. */
const ticksPerSecond = 100;

interface ProcessStat {
  pid: number;
  parentPid: number;
  cpuSeconds: number;
}

/**
 * The browser that was started with this argument; its children have others.
 * @throws Error where there is no /proc, or no such browser
 */
export function findBrowser(argument: string): number {
  if (process.platform !== "linux") throw new Error("this benchmark reads /proc, so it needs Linux");
  for (const pid of processIds()) {
    const argumentsOf = (readOrNothing(`/proc/${pid}/cmdline`) ?? "").split("\0");
    if (argumentsOf.includes(argument) && !argumentsOf.some((each) => each.startsWith("--type="))) return pid;
  }
  throw new Error("the browser's process was not found");
}

/** User and system time of a process and everything it has started, seconds. */
export function treeCpuSeconds(rootPid: number): number {
  const all = processIds().flatMap((pid) => readStat(pid) ?? []);
  const children = Map.groupBy(all, ({ parentPid }) => parentPid);
  const sum = (pid: number): number =>
    (children.get(pid) ?? []).reduce((total, child) => total + child.cpuSeconds + sum(child.pid), 0);
  return sum(rootPid) + (all.find(({ pid }) => pid === rootPid)?.cpuSeconds ?? 0);
}

function processIds(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** proc(5): fields 4, 14 and 15; the second one is a name in brackets that may hold anything. */
function readStat(pid: number): ProcessStat | undefined {
  const text = readOrNothing(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [parentPid, user, system] = [fields[1], fields[11], fields[12]].map(Number);
  return { pid, parentPid: parentPid ?? 0, cpuSeconds: ((user ?? 0) + (system ?? 0)) / ticksPerSecond };
}

/** A process may end between the list and the look. */
function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
