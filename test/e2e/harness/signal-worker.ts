import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inRepository, repositoryDir } from "../../../scripts/repository.ts";

const startLimitMs = 30_000;

/** The real signal-worker in workerd, in a process of its own, so that a test can kill it and start it again. */
export class SignalWorker {
  /** `http://127.0.0.1:PORT`; the same after a restart. */
  readonly url: string;
  readonly #port: number;
  readonly #variables: Readonly<Record<string, string>>;
  /** What the rooms store outlives a crash, as it does at Cloudflare. */
  readonly #storageDir = mkdtempSync(join(tmpdir(), "meshcall-signal-worker-"));
  #process: ChildProcess | undefined;

  private constructor(port: number, variables: Readonly<Record<string, string>>) {
    this.#port = port;
    this.#variables = variables;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** @param variables of docs/protocol.md, on top of development's. */
  static async start(variables: Readonly<Record<string, string>> = {}): Promise<SignalWorker> {
    const signalWorker = new SignalWorker(await freePort(), variables);
    await signalWorker.restart();
    return signalWorker;
  }

  /** Of the process whose group workerd is in; undefined while it does not run. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts it at the same address. Settles when it listens; rejects with its output when it does not. */
  async restart(): Promise<void> {
    if (this.#process) throw new Error("the signal-worker is running");
    const script = inRepository("scripts/signal-worker-process.ts");
    const variables = Object.entries(this.#variables).flatMap(([name, value]) => [
      "--var",
      `${name}=${value}`,
    ]);
    const child = spawn(
      process.execPath,
      [script, "--port", String(this.#port), "--persist", this.#storageDir, ...variables],
      {
        cwd: repositoryDir,
        stdio: ["ignore", "pipe", "pipe"],
        // A group of its own: workerd is a child of this child, and has to end with it.
        detached: process.platform !== "win32",
      },
    );
    this.#process = child;
    await listening(child);
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.#storageDir, { recursive: true, force: true });
  }

  /** Ends it at once, as a crash would: no socket is closed in good order. Safe to call twice. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    killGroup(child);
    await ended;
  }
}

/** A TCP port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no TCP port");
  return address.port;
}

function listening(child: ChildProcess): Promise<void> {
  const output: string[] = [];
  return new Promise((settle, fail) => {
    const giveUp = (why: string) => fail(new Error(`signal-worker: ${why}\n${output.join("\n")}`));
    const timer = setTimeout(() => {
      killGroup(child);
      giveUp(`does not listen after ${startLimitMs} ms`);
    }, startLimitMs);
    const read = (line: string) => {
      output.push(line);
      if (!line.startsWith("listening ")) return;
      clearTimeout(timer);
      settle();
    };
    for (const stream of [child.stdout, child.stderr]) if (stream) createInterface(stream).on("line", read);
    child.once("exit", (code) => {
      clearTimeout(timer);
      giveUp(`ended with ${code}`);
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? child.pid : -child.pid, "SIGKILL");
  } catch {
    // It ended between the question and the signal.
  }
}
