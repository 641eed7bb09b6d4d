import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inRepository } from "../../../scripts/repository.ts";
import { freePort } from "./signal-worker.ts";

const startLimitMs = 30_000;

/** The built signal-worker in plain workerd, with the configuration that is shipped, as a service of its own. */
export class PlainWorkerd {
  readonly url: string;
  readonly #port: number;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #storageDir = mkdtempSync(join(tmpdir(), "meshcall-workerd-"));
  #process: ChildProcess | undefined;

  private constructor(port: number, variables: Readonly<Record<string, string>>) {
    this.#port = port;
    this.#variables = variables;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** @param variables of docs/protocol.md; there are no others. */
  static async start(variables: Readonly<Record<string, string>>): Promise<PlainWorkerd> {
    const workerd = new PlainWorkerd(await freePort(), variables);
    await workerd.restart();
    return workerd;
  }

  /** Starts it again at its address, with what it stored. */
  async restart(): Promise<void> {
    await this.#end();
    const child = spawn(
      inRepository("node_modules/workerd/bin/workerd"),
      [
        "serve",
        inRepository("dist/signal-worker/workerd.capnp"),
        `--directory-path=storage=${this.#storageDir}`,
        `--socket-addr=http=127.0.0.1:${this.#port}`,
        "--control-fd=1",
      ],
      { env: this.#variables, stdio: ["ignore", "pipe", "pipe"] },
    );
    this.#process = child;
    await listening(child);
  }

  async stop(): Promise<void> {
    await this.#end();
    rmSync(this.#storageDir, { recursive: true, force: true });
  }

  async #end(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    // Asked to end (SIGTERM) it would wait for its open sockets; a service manager does not wait for ever either.
    child.kill("SIGKILL");
    await ended;
  }
}

/** workerd says on its control descriptor that a socket is open. */
function listening(child: ChildProcess): Promise<void> {
  const output: string[] = [];
  return new Promise((settle, fail) => {
    const giveUp = (why: string) => fail(new Error(`workerd: ${why}\n${output.join("\n")}`));
    const timer = setTimeout(() => giveUp(`does not listen after ${startLimitMs} ms`), startLimitMs);
    const read = (line: string) => {
      output.push(line);
      if (!line.includes('"event":"listen"')) return;
      clearTimeout(timer);
      settle();
    };
    for (const stream of [child.stdout, child.stderr]) if (stream) createInterface(stream).on("line", read);
    child.once("error", (error) => giveUp(error.message));
    child.once("exit", (code) => {
      clearTimeout(timer);
      giveUp(`ended with ${code}`);
    });
  });
}
