import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, connect, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireChromium } from "../../scripts/find-browser.ts";

/** Why there can be no namespaces here, or undefined when there can. */
export function whyNoNamespaces(): string | undefined {
  for (const program of ["ip", "iptables"])
    if (spawnSync(program, ["-V"]).error !== undefined)
      return `${program} is not installed: on Debian, \`apt-get install iproute2 iptables\``;
  const probe = `meshcall-probe-${process.pid}`;
  try {
    run("ip", "netns", "add", probe);
    run("ip", "netns", "exec", probe, "iptables", "-t", "nat", "-L", "-n");
    return undefined;
  } catch (error) {
    return `no network namespaces (${String(error).split("\n")[0]})`;
  } finally {
    spawnSync("ip", ["netns", "delete", probe]);
  }
}

/** The network of each namespace; the router is `.1` in each of them. */
const networks = { ana: "10.71.1", ben: "10.71.2", public: "198.51.100" } as const;
/** Ana's second way to the router, which is down at first. */
const otherNetwork = "10.71.3";
type Place = keyof typeof networks;

/**
 * Two people and a public server, each in a network namespace of its own, with a router between them:
 *
 *     ana ==== router ---- ben
 *                |
 *              public
 *
 * Everybody reaches everybody at first. TCP to a port of this machine's loopback is carried beside that network,
 * so that a page's server is there whatever happens to the paths of media.
 */
export class Namespaces {
  static readonly publicIp = `${networks.public}.2`;
  readonly #prefix = `mc${process.pid}`;
  readonly #dir = mkdtempSync(join(tmpdir(), "meshcall-namespaces-"));
  readonly #doors: ChildProcess[] = [];
  readonly #tunnels: Server[] = [];

  /** @throws Error with what `ip` said */
  constructor() {
    try {
      this.#build();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** What a command has to begin with to run there. */
  command(place: Place): string[] {
    return ["ip", "netns", "exec", this.#name(place)];
  }

  /** @returns a program that starts Chromium there */
  chromium(place: Place): string {
    const file = join(this.#dir, `chromium-${place}`);
    writeFileSync(file, `#!/bin/sh\nexec ${this.command(place).join(" ")} '${requireChromium()}' "$@"\n`);
    chmodSync(file, 0o755);
    return file;
  }

  /** Makes 127.0.0.1:`port` of this machine reachable as 127.0.0.1:`port` in Ana's and Ben's namespaces. */
  async openDoors(port: number): Promise<void> {
    const path = join(this.#dir, String(port));
    const tunnel = createServer((inner) => {
      const outer = connect(port, "127.0.0.1");
      for (const socket of [inner, outer]) socket.on("error", () => socket.destroy());
      inner.pipe(outer).pipe(inner);
    }).listen(path);
    this.#tunnels.push(tunnel);
    await once(tunnel, "listening");
    for (const place of ["ana", "ben"] as const) {
      const [program = "", ...words] = [
        ...this.command(place),
        process.execPath,
        "-e",
        door,
        String(port),
        path,
      ];
      const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
      this.#doors.push(child);
      await once(child.stdout, "data");
    }
  }

  /** Each of the two is behind a NAT that takes another port for each destination; nothing comes in unasked. */
  hideBehindSymmetricNats(): void {
    this.#router(
      "iptables",
      "-t",
      "nat",
      "-A",
      "POSTROUTING",
      "-o",
      "public",
      "-j",
      "MASQUERADE",
      "--random-fully",
    );
    for (const from of ["ana", "other"])
      this.#router("iptables", "-A", "FORWARD", "-i", from, "-o", "ben", "-j", "DROP");
    for (const to of ["ana", "other"])
      this.#router("iptables", "-A", "FORWARD", "-i", "ben", "-o", to, "-j", "DROP");
  }

  /** As many offices do: TCP alone gets through. */
  blockUdp(): void {
    this.#router("iptables", "-I", "FORWARD", "-p", "udp", "-j", "DROP");
  }

  /** Ana leaves one network and is in another one, as a phone does on its way out of the house. */
  changePath(): void {
    const ana = this.#name("ana");
    run("ip", "-n", ana, "link", "set", "wire", "down");
    run("ip", "-n", ana, "link", "set", "other", "up");
    run("ip", "-n", ana, "route", "add", "default", "via", `${otherNetwork}.1`);
  }

  /** Undoes what was done to the paths. */
  reset(): void {
    this.#router("iptables", "-F");
    this.#router("iptables", "-t", "nat", "-F");
    const ana = this.#name("ana");
    run("ip", "-n", ana, "link", "set", "other", "down");
    run("ip", "-n", ana, "link", "set", "wire", "up");
    run("ip", "-n", ana, "route", "replace", "default", "via", `${networks.ana}.1`);
  }

  /** Whatever still runs in a namespace must have been ended. Safe to call twice. */
  close(): void {
    for (const door of this.#doors.splice(0)) door.kill("SIGKILL");
    for (const tunnel of this.#tunnels.splice(0)) tunnel.close();
    for (const place of ["router", ...Object.keys(networks)])
      spawnSync("ip", ["netns", "delete", this.#name(place)]);
    rmSync(this.#dir, { recursive: true, force: true });
  }

  #build(): void {
    const router = this.#name("router");
    for (const place of ["router", ...Object.keys(networks)]) {
      run("ip", "netns", "add", this.#name(place));
      run("ip", "-n", this.#name(place), "link", "set", "lo", "up");
    }
    this.#router("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
    for (const [place, network] of Object.entries(networks)) {
      this.#wire(router, place, this.#name(place), "wire", network);
      run("ip", "-n", this.#name(place), "route", "add", "default", "via", `${network}.1`);
    }
    this.#wire(router, "other", this.#name("ana"), "other", otherNetwork);
    run("ip", "-n", this.#name("ana"), "link", "set", "other", "down");
  }

  /** A veth pair, `.1` at the router and `.2` at the far end. */
  #wire(router: string, here: string, far: string, there: string, network: string): void {
    const end = ["peer", "name", there, "netns", far];
    run("ip", "-n", router, "link", "add", here, "type", "veth", ...end);
    run("ip", "-n", router, "address", "add", `${network}.1/24`, "dev", here);
    run("ip", "-n", far, "address", "add", `${network}.2/24`, "dev", there);
    run("ip", "-n", router, "link", "set", here, "up");
    run("ip", "-n", far, "link", "set", there, "up");
  }

  #router(...words: string[]): void {
    run("ip", "netns", "exec", this.#name("router"), ...words);
  }

  #name(place: string): string {
    return `${this.#prefix}-${place}`;
  }
}

/** Runs in a namespace: TCP at a port of its loopback goes on through a socket in the file system. */
const door = `
const { connect, createServer } = require("node:net");
const [port, path] = process.argv.slice(1);
createServer((outer) => {
  const inner = connect(path);
  for (const socket of [inner, outer]) socket.on("error", () => socket.destroy());
  outer.pipe(inner).pipe(outer);
}).listen(Number(port), "127.0.0.1", () => console.log("open"));`;

function run(program: string, ...words: string[]): void {
  const { status, stderr, error } = spawnSync(program, words, { encoding: "utf8" });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${words.join(" ")}: ${stderr.trim()}`);
}
