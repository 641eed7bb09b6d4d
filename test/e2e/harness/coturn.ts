import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inRepository } from "../../../scripts/repository.ts";
import { freePort } from "./signal-worker.ts";

const startLimitMs = 30_000;

/** Why there can be no relay here, or undefined when there can. */
export function whyNoCoturn(): string | undefined {
  if (spawnSync("turnserver", ["--version"]).error !== undefined)
    return "turnserver is not installed: on Debian, `apt-get install coturn`";
  return outwardAddress() === undefined
    ? "this machine has no IPv4 address but loopback, where Chromium looks for no path"
    : undefined;
}

/** The real coturn on this machine's own address, with the configuration that docs/turn.md recommends. */
export class Coturn {
  readonly secret: string;
  readonly #address: string;
  readonly #process: ChildProcess;
  readonly #storageDir: string;

  private constructor(secret: string, address: string, process: ChildProcess, storageDir: string) {
    this.secret = secret;
    this.#address = address;
    this.#process = process;
    this.#storageDir = storageDir;
  }

  /**
   * Settles when it listens on UDP and TCP; rejects with its output when it does not.
   * @param place another address, and what a command has to begin with to run where that address is
   */
  static async start(place?: { ip: string; command: readonly string[] }): Promise<Coturn> {
    const ip = place?.ip ?? outwardAddress();
    if (ip === undefined) throw new Error(whyNoCoturn());
    const secret = crypto.randomUUID();
    const port = await freePort();
    const storageDir = mkdtempSync(join(tmpdir(), "meshcall-coturn-"));
    const config = join(storageDir, "turnserver.conf");
    writeFileSync(config, recipe().replace("static-auth-secret=SECRET", `static-auth-secret=${secret}`));
    // Both ends are relayed on this one address, which may be one of those that the recipe denies.
    const here = [
      `--listening-ip=${ip}`,
      `--relay-ip=${ip}`,
      `--allowed-peer-ip=${ip}`,
      `--listening-port=${port}`,
    ];
    const files = [`--userdb=${storageDir}/turndb`, `--pidfile=${storageDir}/pid`, "--log-file=stdout"];
    const flags = ["-c", config, ...here, ...files, "--no-tls", "--no-dtls", "--verbose"];
    const [command = "turnserver", ...words] = [...(place?.command ?? []), "turnserver", ...flags];
    const child = spawn(command, words, { stdio: ["ignore", "pipe", "pipe"] });
    const coturn = new Coturn(secret, `${ip}:${port}`, child, storageDir);
    try {
      await listening(child);
      return coturn;
    } catch (error) {
      await coturn.stop();
      throw error;
    }
  }

  url(transport: "udp" | "tcp"): string {
    return `turn:${this.#address}?transport=${transport}`;
  }

  /** What the signal-worker has to be told. */
  variables(transport: "udp" | "tcp", secret: string = this.secret): Record<string, string> {
    return { STUN_URLS: "none", TURN_URLS: this.url(transport), TURN_SECRET: secret };
  }

  /** Credentials that end at this moment, signed as they should be. */
  credentials(endMs: number): RTCIceServer {
    const username = `${Math.floor(endMs / 1000)}:ana`;
    const credential = createHmac("sha1", this.secret).update(username).digest("base64");
    return { urls: this.url("udp"), username, credential };
  }

  /** Safe to call twice. */
  async stop(): Promise<void> {
    const child = this.#process;
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    }
    rmSync(this.#storageDir, { recursive: true, force: true });
  }
}

/** The one configuration file in docs/turn.md. */
function recipe(): string {
  const text = /```ini\n(.*?)```/s.exec(readFileSync(inRepository("docs/turn.md"), "utf8"))?.[1];
  if (text === undefined) throw new Error("docs/turn.md has no configuration for coturn");
  return text;
}

/** The first IPv4 address that is not loopback. */
function outwardAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
  return addresses.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}

function listening(child: ChildProcess): Promise<void> {
  const output: string[] = [];
  const opened = new Set<string>();
  return new Promise((settle, fail) => {
    const giveUp = (why: string) => fail(new Error(`coturn: ${why}\n${output.join("\n")}`));
    const timer = setTimeout(() => giveUp(`does not listen after ${startLimitMs} ms`), startLimitMs);
    const read = (line: string) => {
      output.push(line);
      const listener = /(UDP|TCP) listener opened on/.exec(line)?.[1];
      if (listener !== undefined) opened.add(listener);
      if (opened.size < 2) return;
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
