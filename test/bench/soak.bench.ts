import * as v from "valibot";
import { build } from "vite";
import { buildWasm } from "../../scripts/build-wasm.ts";
import { signalWorkerBuild, webLibraryBuilds } from "../../scripts/library-builds.ts";
import { serveStaticFiles } from "../e2e/harness/static-files.ts";
import { SignalWorker } from "../e2e/harness/signal-worker.ts";
import { CallPage, launchRigChromium } from "../rig/call-page.ts";
import type { Bench } from "./bench.ts";

/** `SOAK_MINUTES` makes it shorter; from three on there is a growth to speak of. */
const minutes = Number(process.env["SOAK_MINUTES"] ?? 20);
/** Encoders, caches and estimates have found their size by then. */
const settledMinute = 2;
const minuteMs = 60_000;
const names = ["ana", "ben", "cem", "dea"];
const picture = { widthPx: 320, heightPx: 180, fps: 15 };

declare global {
  interface Window {
    soak: { connections: number; iceRestarts: number };
  }
}

export const bench: Bench = {
  summary:
    "Four people in a long call on a clean network: growth of each page's heap, links that were made anew",
  atMost: { heapGrowthPercentMax: 5, linkRestarts: 0 },
  async run() {
    await buildWasm();
    const [sdk] = webLibraryBuilds();
    await build(sdk ?? {});
    await build(signalWorkerBuild());
    const files = await serveStaticFiles();
    const signalWorker = await SignalWorker.start({ ROOM_TYPE: "peer-to-peer", STUN_URLS: "none" });
    const browser = await launchRigChromium();
    try {
      const address = files.addPage("<!doctype html><title>soak bench</title>");
      const context = await browser.newContext({ permissions: ["camera", "microphone"] });
      await context.addInitScript(countConnections);
      const pages: CallPage[] = [];
      for (const name of names) {
        const page = await CallPage.open(context, { address, name, picture });
        await page.joinMeshcall({ server: signalWorker.url, room: "soak" });
        pages.push(page);
      }
      const heaps = await Promise.all(pages.map(heapOf));
      const bytes: HeapBytes[][] = [];
      const startMs = performance.now();
      for (let minute = 0; minute <= minutes; minute++) {
        await pause(startMs + minute * minuteMs - performance.now());
        const now = await Promise.all(heaps.map((usedBytes) => usedBytes()));
        bytes.push(now);
        console.log(
          `minute ${minute}: ${now.map(({ objects, code }) => `${kb(objects)} + ${kb(code)} KB`).join(", ")}`,
        );
      }
      return {
        figures: {
          heapGrowthPercentMax: growthPercentMax(bytes.map((pages) => pages.map(({ objects }) => objects))),
          heapAndCodeGrowthPercentMax: growthPercentMax(
            bytes.map((pages) => pages.map(({ objects, code }) => objects + code)),
          ),
          linkRestarts: await linkRestarts(pages),
          heapMaxKB: Math.round(Math.max(...bytes.flat().map(({ objects }) => objects)) / 1_024),
          minutes,
        },
        peers: {},
      };
    } finally {
      await browser.close();
      await signalWorker.stop();
      await files.stop();
    }
  },
};

/** Runs in a page before anything else. Holds on to no connection. */
function countConnections(): void {
  const soak = { connections: 0, iceRestarts: 0 };
  window.soak = soak;
  const Connection = window.RTCPeerConnection;
  const { setRemoteDescription, restartIce } = Connection.prototype;
  Connection.prototype.setRemoteDescription = function (description) {
    // PeerJS makes one more at its start, to see what the browser can do
    if (this.remoteDescription === null) soak.connections++;
    return Reflect.apply(setRemoteDescription, this, [description]);
  };
  Connection.prototype.restartIce = function () {
    soak.iceRestarts++;
    Reflect.apply(restartIce, this, []);
  };
}

/** What a page holds on to, and what V8 made of its functions that run often: the longer a page runs, the more of them. */
interface HeapBytes {
  objects: number;
  code: number;
}

const heapSnapshot = v.object({
  snapshot: v.object({
    meta: v.object({
      node_fields: v.array(v.string()),
      node_types: v.pipe(v.array(v.unknown()), v.minLength(1)),
    }),
  }),
  nodes: v.array(v.number()),
});

/** @returns asks for the bytes in use after everything that can be has been collected */
async function heapOf({ page }: CallPage): Promise<() => Promise<HeapBytes>> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.enable");
  return async () => {
    const chunks: string[] = [];
    const take = ({ chunk }: { chunk: string }): void => void chunks.push(chunk);
    session.on("HeapProfiler.addHeapSnapshotChunk", take);
    await session.send("HeapProfiler.takeHeapSnapshot", {}); // collects first
    session.off("HeapProfiler.addHeapSnapshotChunk", take);
    const { snapshot, nodes } = v.parse(heapSnapshot, JSON.parse(chunks.join("")));
    const { node_fields: fields, node_types: types } = snapshot.meta;
    const [type, size] = [fields.indexOf("type"), fields.indexOf("self_size")];
    const codeType = v.parse(v.array(v.string()), types[0]).indexOf("code");
    const used: HeapBytes = { objects: 0, code: 0 };
    for (let at = 0; at < nodes.length; at += fields.length)
      used[nodes[at + type] === codeType ? "code" : "objects"] += nodes[at + size] ?? 0;
    return used;
  };
}

/** @param bytes by minute, then by page */
function growthPercentMax(bytes: readonly (readonly number[])[]): number {
  const settled = bytes[Math.min(settledMinute, minutes)] ?? [];
  const growth = (bytes.at(-1) ?? []).map((used, page) => (used / (settled[page] ?? used) - 1) * 100);
  return Math.round(Math.max(...growth) * 10) / 10;
}

function kb(bytes: number): number {
  return Math.round(bytes / 1_024);
}

/** ICE restarts, connections beyond one for each pair, and what people were told of. */
async function linkRestarts(pages: readonly CallPage[]): Promise<number> {
  let restarts = 0;
  for (const page of pages) {
    const { connections, iceRestarts } = await page.page.evaluate(() => window.soak);
    const told = (await page.events()).filter((event) => event.startsWith("participantReconnecting"));
    restarts += connections - (names.length - 1) + iceRestarts + told.length;
    console.log(`${page.name}: ${connections} connections, ${iceRestarts} ICE restarts, ${told.join(", ")}`);
  }
  return restarts;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
