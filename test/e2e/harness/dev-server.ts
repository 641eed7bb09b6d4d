import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { repositoryDir } from "../../../scripts/repository.ts";
import { freePort } from "./signal-worker.ts";

/** The README's first command, as a newcomer types it: the site and the signal-worker at one address. */
export class DevServer {
  /** What it prints, with a slash at its end. */
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(url: string, process: ChildProcess) {
    this.url = url;
    this.#process = process;
  }

  static async start(): Promise<DevServer> {
    const child = spawn("npm", ["start", "--", "--port", String(await freePort())], {
      cwd: repositoryDir,
      // a newcomer's shell knows nothing of the test runner that this one is in
      env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST"))),
      stdio: ["ignore", "pipe", "inherit"],
      detached: true, // npm, Vite and workerd end together
    });
    return new DevServer(await printedAddress(child), child);
  }

  async stop(): Promise<void> {
    const { pid, exitCode } = this.#process;
    if (pid === undefined || exitCode !== null) return;
    const ended = once(this.#process, "exit");
    process.kill(-pid, "SIGTERM");
    await ended;
  }
}

function printedAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`npm start ended with ${code}`)));
    if (child.stdout === null) return reject(new Error("npm start prints nothing"));
    createInterface(child.stdout).on("line", (line) => {
      const [address] = /http:\/\/\S+/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
}
