import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright";
import { chromiumFlags, requireChromium } from "../../../scripts/find-browser.ts";
import type { RemoteFile, RoomFiles, SharedFile } from "../../../web/files.ts";
import type { Room } from "../../../web/index.ts";
import { noteConnections } from "../../rig/page-script.ts";
import type { Rig } from "../../rig/rig.ts";
import type { CallHarness } from "./call-harness.ts";

declare global {
  interface Window {
    filesSdk: typeof import("../../../web/files.ts");
    sharing: { room: Room; files: RoomFiles; shared?: SharedFile; remote?: RemoteFile; states: string[] };
  }
}

/** Compared in parts, so that nothing holds a whole file. */
const partBytes = 1024 * 1024;

/** A browser with a profile on the disk: in a private window the origin's file system is memory. */
export class FileBrowser {
  readonly #folder: string;
  readonly #context: BrowserContext;
  readonly #harness: CallHarness;

  private constructor(folder: string, context: BrowserContext, harness: CallHarness) {
    this.#folder = folder;
    this.#context = context;
    this.#harness = harness;
  }

  static async open(harness: CallHarness): Promise<FileBrowser> {
    const folder = mkdtempSync(join(tmpdir(), "meshcall-files-"));
    const context = await chromium.launchPersistentContext(join(folder, "profile"), {
      executablePath: requireChromium(),
      args: [...chromiumFlags],
      permissions: ["camera", "microphone"],
    });
    return new FileBrowser(folder, context, harness);
  }

  /** @returns its path, and the hash of the hashes of its parts */
  makeFile(sizeBytes: number, name = "holiday film.mp4"): { path: string; hash: string } {
    const path = join(this.#folder, name);
    const file = openSync(path, "w");
    const whole = createHash("sha256");
    for (let at = 0; at < sizeBytes; at += partBytes) {
      const part = crypto.getRandomValues(new Uint8Array(65_536));
      const bytes = Buffer.alloc(Math.min(partBytes, sizeBytes - at));
      // what compresses would say nothing of the network, and nobody has to make 150 MB of chance
      for (let to = 0; to < bytes.length; to += part.length)
        bytes.set(part.subarray(0, bytes.length - to), to);
      bytes.writeUInt32BE(at / partBytes, 0);
      writeSync(file, bytes);
      whole.update(createHash("sha256").update(bytes).digest());
    }
    closeSync(file);
    return { path, hash: whole.digest("hex") };
  }

  async join(name: string, room: string, rig?: Rig): Promise<FilePage> {
    const page = await this.#context.newPage();
    if (rig !== undefined) await page.addInitScript(noteConnections);
    await rig?.route(page, name);
    await page.goto(
      this.#harness.files.addPage(`<!doctype html><title>${name}</title><input type="file" />`),
    );
    const filePage = new FilePage(page, name, room, this.#harness.signalWorker.url);
    await filePage.enter();
    return filePage;
  }

  /** Memory of its own that every process of this browser has; Linux tells. */
  memoryBytes(): number {
    const all = readdirSync("/proc").flatMap((pid) => (/^\d+$/.test(pid) ? (readProcess(pid) ?? []) : []));
    const children = Map.groupBy(all, ({ parent }) => parent);
    const sum = ({ pid, bytes }: ProcessMemory): number =>
      (children.get(pid) ?? []).reduce((total, child) => total + sum(child), bytes);
    const main = all.filter(
      ({ pid, parent }) => parent === String(process.pid) && commandOf(pid).includes(this.#folder),
    );
    return main.reduce((total, each) => total + sum(each), 0);
  }

  async close(): Promise<void> {
    await this.#context.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

interface ProcessMemory {
  pid: string;
  parent: string;
  bytes: number;
}

/** @returns undefined for one that has ended meanwhile */
function readProcess(pid: string): ProcessMemory | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const parent = /^PPid:\s+(\d+)/m.exec(status)?.[1] ?? "";
    return { pid, parent, bytes: Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024 };
  } catch {
    return undefined;
  }
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** Somebody in a room without camera and microphone, who shares and receives. */
export class FilePage {
  readonly page: Page;
  readonly name: string;
  readonly #room: string;
  readonly #server: string;

  constructor(page: Page, name: string, room: string, server: string) {
    this.page = page;
    this.name = name;
    this.#room = room;
    this.#server = server;
  }

  async enter(): Promise<void> {
    // as text: the test runner would rewrite an import in a function
    await this.page.evaluate(
      "Promise.all([import('/meshcall.js'), import('/files.js')]).then(([sdk, files]) => { window.sdk = sdk; window.filesSdk = files; })",
    );
    await this.page.evaluate(
      async ({ name, room: roomName, server }) => {
        // a page that may use a device names its addresses, which a rig has to read
        const devices = await navigator.mediaDevices.getUserMedia({ audio: true });
        for (const track of devices.getTracks()) track.stop();
        const { token } = await window.sdk.fetchToken(server, { room: roomName, identity: name });
        const room = await window.sdk.connect(token, { name: roomName, server, tracks: [] });
        const files = window.filesSdk.filesOf(room);
        const sharing: Window["sharing"] = { room, files, states: [] };
        window.sharing = sharing;
        files.on("offered", (remote) => {
          sharing.remote = remote;
          sharing.states.push(remote.state);
          remote.on("changed", () => {
            if (sharing.states.at(-1) !== remote.state) sharing.states.push(remote.state);
          });
        });
      },
      { name: this.name, room: this.#room, server: this.#server },
    );
  }

  /** As after F5, into the same room. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.enter();
  }

  async sees(count: number): Promise<void> {
    await this.page.waitForFunction(
      (others) =>
        window.sharing.room.participants.size === others &&
        [...window.sharing.room.participants.values()].every(({ state }) => state === "connected"),
      count,
    );
  }

  async share(path: string): Promise<void> {
    await this.page.setInputFiles("input", path);
    await this.page.evaluate(async () => {
      const file = document.querySelector("input")?.files?.[0];
      if (file) window.sharing.shared = await window.sharing.files.share(file);
    });
  }

  async accept(): Promise<void> {
    await this.page.waitForFunction(() => window.sharing.remote?.state === "offered");
    await this.page.evaluate(() => window.sharing.remote?.accept());
  }

  async hasShare(share: number): Promise<void> {
    await this.page.waitForFunction(
      (least) => {
        const { remote } = window.sharing;
        return remote !== undefined && remote.receivedBytes >= least * remote.sizeBytes;
      },
      share,
      { timeout: 90_000 },
    );
  }

  receivedBytes(): Promise<number> {
    return this.page.evaluate(() => window.sharing.remote?.receivedBytes ?? 0);
  }
  states(): Promise<string[]> {
    return this.page.evaluate(() => window.sharing.states);
  }

  /** Settles when it is whole. @returns the hash of the hashes of its parts */
  async receivedHash(): Promise<string> {
    await this.page.waitForFunction(() => window.sharing.remote !== undefined);
    return this.page.evaluate(async (length) => {
      const file = await window.sharing.remote?.file();
      const hashes: ArrayBuffer[] = [];
      for (let at = 0; file !== undefined && at < file.size; at += length)
        hashes.push(await crypto.subtle.digest("SHA-256", await file.slice(at, at + length).arrayBuffer()));
      const whole = await crypto.subtle.digest("SHA-256", await new Blob(hashes).arrayBuffer());
      return Array.from(new Uint8Array(whole), (byte) => byte.toString(16).padStart(2, "0")).join("");
    }, partBytes);
  }

  /** What the page holds once what nobody needs is gone: objects, and the buffers behind them. */
  async heldBytes(): Promise<number> {
    const devtools = await this.page.context().newCDPSession(this.page);
    await devtools.send("HeapProfiler.collectGarbage");
    const usage = await devtools.send("Runtime.getHeapUsage");
    await devtools.detach();
    return usage.usedSize + Number(Reflect.get(usage, "backingStorageSize") ?? 0);
  }

  /** What left this page over all its links, as the browser counts: headers and what was sent again included. */
  async sentBytes(): Promise<number> {
    return this.page.evaluate(async () => {
      let bytes = 0;
      for (const report of (await window.sharing.room.getRtcStats()).values())
        for (const entry of report.values()) if (entry.type === "transport") bytes += entry.bytesSent;
      return bytes;
    });
  }
}
