import type { Server } from "node:http";
import type { BrowserContext, Page } from "playwright";
import { PeerServer } from "peer";
import { build } from "vite";
import { buildWasm } from "../../scripts/build-wasm.ts";
import { signalWorkerBuild, webLibraryBuilds } from "../../scripts/library-builds.ts";
import { inRepository } from "../../scripts/repository.ts";
import { launchChromium } from "../e2e/harness/call-harness.ts";
import { freePort, SignalWorker } from "../e2e/harness/signal-worker.ts";
import { serveStaticFiles } from "../e2e/harness/static-files.ts";
import type { Bench } from "./bench.ts";
import { MeshRooms, type MeshContender, type MeshSample } from "./join-mesh.ts";
import { ContenderPages, type Contender } from "./join-pages.ts";
import { versionOf } from "./version-of.ts";

/** Samples of each contender, taken in turn; `JOIN_ROUNDS` makes it shorter. */
const rounds = Number(process.env["JOIN_ROUNDS"] ?? 61);
/** The first rounds start encoders and fill caches; nobody's are counted. */
const warmUpRounds = 3;
/** A room of ten takes half a minute to open, so there are few. */
const meshRounds = 3;
/** Meshcall's rooms of 2 and 6 are for the record; the comparison is at 10. */
const meshRooms = {
  meshcall2: ["meshcall", 2],
  meshcall6: ["meshcall", 6],
  meshcall10: ["meshcall", 10],
  peerjs10: ["peerjs", 10],
} as const satisfies Record<string, readonly [MeshContender, number]>;
type MeshRoom = keyof typeof meshRooms;

export const bench: Bench = {
  summary:
    "From connect() to the first remote frame, and to a complete mesh, over stock PeerJS and a raw pair",
  atMost: { firstFrameVsPeerjs: 1, firstFrameVsRaw: 1.25, meshTimeVsPeerjs10: 1, messagesVsPeerjs10: 0.15 },
  async run() {
    await buildWasm();
    const [sdk] = webLibraryBuilds();
    await build(sdk ?? {});
    await build(signalWorkerBuild());
    const samples = await measure();
    const meshes = await measureMeshes();
    const meshMs = (room: MeshRoom) => median(meshes[room].map((sample) => sample.meshMs));
    const messagesIn = (room: MeshRoom) => median(meshes[room].map((sample) => sample.messagesIn));
    const [meshcall, peerjs, raw] = [median(samples.meshcall), median(samples.peerjs), median(samples.raw)];
    return {
      figures: {
        firstFrameVsPeerjs: ratio(meshcall, peerjs),
        firstFrameVsRaw: ratio(meshcall, raw),
        firstFrameMs: round(meshcall),
        peerjsFirstFrameMs: round(peerjs),
        rawFirstFrameMs: round(raw),
        firstFrameMinMs: round(Math.min(...samples.meshcall)),
        firstFrameMaxMs: round(Math.max(...samples.meshcall)),
        samples: samples.meshcall.length,
        meshTimeVsPeerjs10: ratio(meshMs("meshcall10"), meshMs("peerjs10")),
        messagesVsPeerjs10: ratio(messagesIn("meshcall10"), messagesIn("peerjs10")),
        meshTimeMs2: round(meshMs("meshcall2")),
        meshTimeMs6: round(meshMs("meshcall6")),
        meshTimeMs10: round(meshMs("meshcall10")),
        peerjsMeshTimeMs10: round(meshMs("peerjs10")),
        messagesIn2: messagesIn("meshcall2"),
        messagesIn6: messagesIn("meshcall6"),
        messagesIn10: messagesIn("meshcall10"),
        peerjsMessagesIn10: messagesIn("peerjs10"),
        meshSamples: meshRounds,
      },
      peers: { peerjs: versionOf("peerjs"), peer: versionOf("peer") },
    };
  },
};

async function measure(): Promise<Record<Contender, number[]>> {
  const samples: Record<Contender, number[]> = { meshcall: [], peerjs: [], raw: [] };
  const peerServerPort = await freePort();
  const peerServer = await new Promise<Server>((resolve) => {
    PeerServer({ host: "127.0.0.1", port: peerServerPort, path: "/" }, resolve);
  });
  const files = await serveStaticFiles();
  const signalWorker = await SignalWorker.start();
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ permissions: ["camera", "microphone"] });
    const address = files.addPage("<!doctype html><title>join bench</title>");
    const [caller, callee] = [await openPage(context, address), await openPage(context, address)];
    const pages = new ContenderPages(caller, callee, { signalWorkerUrl: signalWorker.url, peerServerPort });
    await pages.prepare();
    await caller.bringToFront(); // a tab in the background renders one frame a second
    for (let round = 0; round < warmUpRounds + rounds; round++) {
      for (const contender of ["meshcall", "peerjs", "raw"] as const) {
        const firstFrameMs = await pages.sample(contender);
        if (round >= warmUpRounds) samples[contender].push(firstFrameMs);
      }
    }
  } finally {
    await browser.close();
    await signalWorker.stop();
    await files.stop();
    peerServer.close();
    peerServer.closeAllConnections();
  }
  return samples;
}

async function measureMeshes(): Promise<Record<MeshRoom, MeshSample[]>> {
  const samples: Record<MeshRoom, MeshSample[]> = {
    meshcall2: [],
    meshcall6: [],
    meshcall10: [],
    peerjs10: [],
  };
  const files = await serveStaticFiles();
  const browser = await launchChromium("rare");
  try {
    const rooms = await MeshRooms.open(browser, files.addPage("<!doctype html><title>mesh bench</title>"));
    try {
      for (let round = 0; round < meshRounds; round++) {
        for (const room of Object.keys(samples) as MeshRoom[]) {
          const [contender, people] = meshRooms[room];
          samples[room].push(await rooms.sample(contender, people));
        }
      }
    } finally {
      await rooms.close();
    }
  } finally {
    await browser.close();
    await files.stop();
  }
  return samples;
}

async function openPage(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  await page.addScriptTag({ path: inRepository("node_modules/peerjs/dist/peerjs.min.js") });
  return page;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function ratio(a: number, b: number): number {
  return Math.round((a / b) * 1_000) / 1_000;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
