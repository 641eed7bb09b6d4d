import type { Browser, Page } from "playwright";
import { build, type Plugin } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inRepository, repositoryDir } from "../../scripts/repository.ts";
import { launchChromium } from "./harness/call-harness.ts";
import { SignalWorker } from "./harness/signal-worker.ts";
import { serveStaticFiles, type StaticFiles } from "./harness/static-files.ts";

let files: StaticFiles;
let signalWorker: SignalWorker;
let browser: Browser;

beforeAll(async () => {
  files = await serveStaticFiles();
  signalWorker = await SignalWorker.start({ PEERSERVER: "on", TRACKER: "on" });
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await signalWorker?.stop();
  await files?.stop();
});

/** An empty page of a static host, with one script in it. */
async function openPage(script: { path: string } | { content: string }): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(files.addPage("<!doctype html><title>a page of somebody else</title>"));
  await page.addScriptTag(script);
  return page;
}

describe("stock PeerJS clients", () => {
  const open = () => openPage({ path: inRepository("node_modules/peerjs/dist/peerjs.min.js") });

  /** Opens a Peer with an id from the server, ready to be called. @returns the id */
  const start = (page: Page): Promise<string> =>
    page.evaluate(
      async ({ host, port }) => {
        const { Peer } = window as unknown as typeof import("peerjs");
        const peer = new Peer({ host, port, path: "/", config: { iceServers: [] } });
        const opened = new Promise((settle, fail) => peer.once("open", settle).once("error", fail));
        const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
        const show = (stream: MediaStream): void => {
          const video = document.createElement("video");
          video.srcObject = stream;
          video.muted = true;
          video.autoplay = true;
          document.body.replaceChildren(video);
        };
        const said: unknown[] = [];
        peer.on("call", (call) => call.on("stream", show).answer(media));
        peer.on("connection", (data) => data.on("data", (message) => said.push(message)));
        Object.assign(window, { peer, media, show, said });
        await opened;
        return peer.id;
      },
      { host: "127.0.0.1", port: Number(new URL(signalWorker.url).port) },
    );

  const sees = (page: Page) =>
    page.waitForFunction(
      () => (document.querySelector("video")?.getVideoPlaybackQuality().totalVideoFrames ?? 0) > 5,
    );

  test("get an id, call each other, talk, reconnect, and hear that somebody is not there", async () => {
    const [ana, ben] = [await open(), await open()];
    const [anaId, benId] = [await start(ana), await start(ben)];
    expect(anaId).not.toBe(benId);

    await ana.evaluate((id) => {
      const { peer, media, show } = window as unknown as InPage;
      peer.call(id, media).on("stream", show);
      const data = peer.connect(id);
      data.on("open", () => void data.send({ hello: "from ana" }));
    }, benId);
    await Promise.all([sees(ana), sees(ben)]);
    await ben.waitForFunction(() => (window as unknown as InPage).said.length > 0);
    expect(await ben.evaluate(() => (window as unknown as InPage).said)).toEqual([{ hello: "from ana" }]);

    // The same id and token: the server must say OPEN again, or the client hangs.
    const reconnected = await ben.evaluate(async () => {
      const { peer } = window as unknown as InPage;
      peer.disconnect();
      const opened = new Promise<string>((settle) => peer.once("open", settle));
      peer.reconnect();
      return opened;
    });
    expect(reconnected).toBe(benId);

    const error = await ana.evaluate(async () => {
      const { peer } = window as unknown as InPage;
      const failed = new Promise<string>((settle) => peer.once("error", ({ type }) => settle(type)));
      peer.connect("nobody");
      return failed;
    });
    expect(error).toBe("peer-unavailable");
    await Promise.all([ana.close(), ben.close()]);
  });

  test("who wants an id that somebody has is told", async () => {
    const [ana, ben] = [await open(), await open()];
    const id = await start(ana);
    const error = await ben.evaluate(
      async ({ taken, port }) => {
        const { Peer } = window as unknown as typeof import("peerjs");
        const peer = new Peer(taken, { host: "127.0.0.1", port, path: "/" });
        return new Promise<string>((settle) => peer.once("error", ({ type }) => settle(type)));
      },
      { taken: id, port: Number(new URL(signalWorker.url).port) },
    );
    expect(error).toBe("unavailable-id");
    await Promise.all([ana.close(), ben.close()]);
  });
});

interface InPage {
  peer: import("peerjs").Peer;
  media: MediaStream;
  show(stream: MediaStream): void;
  said: unknown[];
}

/** What this test uses of the client of `bittorrent-tracker`, which has no types. */
interface TrackerClient {
  on(event: "update" | "scrape", listener: (counts: { complete: number; incomplete: number }) => void): void;
  on(event: "warning" | "error", listener: (error: Error) => void): void;
  on(event: "peer", listener: (peer: TrackerPeer) => void): void;
  start(): void;
  stop(): void;
  complete(): void;
  scrape(): void;
}
interface TrackerPeer {
  on(event: "connect", listener: () => void): void;
  on(event: "data", listener: (data: Uint8Array) => void): void;
  send(text: string): void;
}
interface TrackerPage {
  TrackerClient: new (options: object) => TrackerClient;
  client: TrackerClient;
  seen: { counts: string[]; messages: string[]; failures: string[] };
}

describe("stock WebTorrent clients", () => {
  let bundle: string;
  beforeAll(async () => {
    bundle = await bundleTrackerClient();
  });

  const start = async (peerId: string): Promise<Page> => {
    const page = await openPage({ content: bundle });
    await page.evaluate(
      ({ id, announce }) => {
        const inPage = window as unknown as TrackerPage;
        const infoHash = "00ff80".repeat(6) + "c3a9"; // bytes that are no UTF-8
        const client = new inPage.TrackerClient({
          infoHash,
          peerId: id,
          announce,
          rtcConfig: { iceServers: [] },
        });
        const seen: TrackerPage["seen"] = { counts: [], messages: [], failures: [] };
        Object.assign(inPage, { client, seen });
        const count = (what: string) => (counts: { complete: number; incomplete: number }) =>
          seen.counts.push(`${what} ${counts.complete} ${counts.incomplete}`);
        client.on("update", count("update"));
        client.on("scrape", count("scrape"));
        for (const event of ["warning", "error"] as const) {
          client.on(event, ({ message }) => seen.failures.push(message));
        }
        client.on("peer", (peer) => {
          peer.on("data", (data) => seen.messages.push(new TextDecoder().decode(data)));
          peer.on("connect", () => peer.send(`hello from ${id}`));
        });
        client.start();
      },
      { id: peerId, announce: `${signalWorker.url.replace("http", "ws")}/announce` },
    );
    return page;
  };

  const counted = (page: Page, text: string) =>
    page.waitForFunction((wanted) => (window as unknown as TrackerPage).seen.counts.includes(wanted), text);

  test("find each other, connect, scrape, complete and stop", async () => {
    const [anaId, benId] = ["ff".repeat(20), "80".repeat(20)];
    const ana = await start(anaId);
    await counted(ana, "update 0 1");
    const ben = await start(benId);
    await counted(ben, "update 0 2");
    for (const [page, other] of [
      [ana, benId],
      [ben, anaId],
    ] as const) {
      await page.waitForFunction(
        (wanted) => (window as unknown as TrackerPage).seen.messages.includes(wanted),
        `hello from ${other}`,
      );
    }
    await ana.evaluate(() => (window as unknown as TrackerPage).client.complete());
    await counted(ana, "update 1 1");
    await ben.evaluate(() => (window as unknown as TrackerPage).client.scrape());
    await counted(ben, "scrape 1 1");
    await ana.evaluate(() => (window as unknown as TrackerPage).client.stop());
    await counted(ana, "update 0 1");
    for (const page of [ana, ben]) {
      expect(await page.evaluate(() => (window as unknown as TrackerPage).seen.failures)).toEqual([]);
      await page.close();
    }
  });
});

/** Node's module, which a bundler for pages has to bring along. The client's streams wait for `newListener`. */
const nodeEvents: Plugin = {
  name: "meshcall:node-events",
  enforce: "pre",
  resolveId: (id) => (id === "events" ? "\0events" : undefined),
  load: (id) =>
    id === "\0events"
      ? `import { EventEmitter as Plain } from "eventemitter3";
export class EventEmitter extends Plain {
  on(name, listener) { this.emit("newListener", name, listener); return super.on(name, listener); }
  once(name, listener) { this.emit("newListener", name, listener); return super.once(name, listener); }
}
export default EventEmitter;`
      : undefined,
};

/** The package's own client for browsers, as a classic script that sets `TrackerClient`. */
async function bundleTrackerClient(): Promise<string> {
  const output = await build({
    configFile: false,
    root: repositoryDir,
    publicDir: false,
    logLevel: "error",
    plugins: [nodeEvents],
    define: { "process.browser": "true", "process.env.NODE_ENV": '"production"', global: "globalThis" },
    build: {
      write: false,
      lib: {
        entry: inRepository("node_modules/bittorrent-tracker/client.js"),
        formats: ["iife"],
        name: "TrackerClient",
      },
      rolldownOptions: { output: { footer: "globalThis.TrackerClient = TrackerClient;" } },
    },
  });
  const [result] = Array.isArray(output) ? output : [output];
  const chunk = result !== undefined && "output" in result ? result.output[0] : undefined;
  if (chunk === undefined) throw new Error("no bundle of the tracker client");
  return chunk.code;
}
