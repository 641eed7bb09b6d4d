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
import * as inPage from "./data-track-pages.ts";
import type { Contender } from "./data-track-pages.ts";
import { versionOf } from "./version-of.ts";

const contenders = ["meshcall", "peerjs", "raw"] as const satisfies Contender[];
/** Fresh links of each contender. */
const rounds = 7;
/** The first round compiles; nobody's is counted. */
const warmUpRounds = 1;

/** What is sent in each round, one contender after the other. The first transfer is the cold one. */
const transfers = {
  cold: { messages: 512, messageBytes: 65_536 },
  warm: { messages: 512, messageBytes: 65_536 },
  rate1k: { messages: 16_384, messageBytes: 1_024 },
  rate64: { messages: 32_768, messageBytes: 64 },
} as const;
type Transfer = keyof typeof transfers;
/** Samples of a mean in each round, in turn. */
const roundTripSamples = 10;

type Samples = Record<Contender, Record<Transfer | "roundTrip", number[]>>;

export const bench: Bench = {
  summary: "Sealed data tracks from page to page, over the unsealed channels of PeerJS and of the browser",
  atLeast: { bulkVsRaw: 0.95, bulkColdVsPeerjs: 2.5, rate1kVsPeerjs: 1.4, rate64VsPeerjs: 5 },
  atMost: { latencyVsRaw: 1.3 },
  async run() {
    await buildWasm();
    const [sdk] = webLibraryBuilds();
    await build(sdk ?? {});
    await build(signalWorkerBuild());
    const samples = await measure();
    const ms = (contender: Contender, what: Transfer | "roundTrip") => median(samples[contender][what]);
    /** MB or messages a second; the ratio of two is that of their times. */
    const perSecond = (contender: Contender, what: Transfer, of: "MB" | "messages") => {
      const { messages, messageBytes } = transfers[what];
      const sent = of === "MB" ? (messages * messageBytes) / 1e6 : messages;
      return round((sent / ms(contender, what)) * 1_000);
    };
    return {
      figures: {
        bulkVsRaw: ratio(ms("raw", "warm"), ms("meshcall", "warm")),
        bulkColdVsPeerjs: ratio(ms("peerjs", "cold"), ms("meshcall", "cold")),
        rate1kVsPeerjs: ratio(ms("peerjs", "rate1k"), ms("meshcall", "rate1k")),
        rate64VsPeerjs: ratio(ms("peerjs", "rate64"), ms("meshcall", "rate64")),
        latencyVsRaw: ratio(ms("meshcall", "roundTrip"), ms("raw", "roundTrip")),
        ...Object.fromEntries(
          contenders.flatMap((contender) => [
            [`${contender}ColdMBps`, perSecond(contender, "cold", "MB")],
            [`${contender}WarmMBps`, perSecond(contender, "warm", "MB")],
            [`${contender}PerSecond1k`, perSecond(contender, "rate1k", "messages")],
            [`${contender}PerSecond64`, perSecond(contender, "rate64", "messages")],
            [`${contender}RoundTripMs`, round(ms(contender, "roundTrip"), 3)],
          ]),
        ),
        samples: rounds,
      },
      peers: { peerjs: versionOf("peerjs"), peer: versionOf("peer") },
    };
  },
};

async function measure(): Promise<Samples> {
  const peerServerPort = await freePort();
  const peerServer = await new Promise<Server>((resolve) => {
    PeerServer({ host: "127.0.0.1", port: peerServerPort, path: "/" }, resolve);
  });
  const files = await serveStaticFiles();
  const signalWorker = await SignalWorker.start();
  const browser = await launchChromium();
  const of = () => ({ cold: [], warm: [], rate1k: [], rate64: [], roundTrip: [] });
  const samples: Samples = { meshcall: of(), peerjs: of(), raw: of() };
  try {
    const context = await browser.newContext();
    const address = files.addPage("<!doctype html><title>data-track bench</title>");
    const pages = { caller: await openPage(context, address), callee: await openPage(context, address) };
    for (let round = 0; round < warmUpRounds + rounds; round++) {
      const order = contenders.map((_, at) => contenders[(at + round) % contenders.length] ?? "raw");
      const request = { name: `bench-${round}`, signalWorkerUrl: signalWorker.url, peerServerPort };
      await sampleRound(pages, order, request, (contender, what, ms) => {
        if (round >= warmUpRounds) samples[contender][what].push(ms);
      });
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

async function sampleRound(
  { caller, callee }: { caller: Page; callee: Page },
  order: readonly Contender[],
  request: Omit<inPage.LinkRequest, "listening">,
  note: (contender: Contender, what: Transfer | "roundTrip", ms: number) => void,
): Promise<void> {
  const link = { meshcall: inPage.linkMeshcall, peerjs: inPage.linkPeerjs, raw: inPage.linkRaw };
  for (const what of Object.keys(transfers) as Transfer[]) {
    for (const contender of order) {
      if (what === "cold") {
        await callee.evaluate(link[contender], { ...request, listening: true });
        await caller.evaluate(link[contender], { ...request, listening: false });
        // the answer to one message says that both directions are up
        await caller.evaluate(inPage.roundTrips, { contender, times: 1 });
      }
      note(contender, what, await caller.evaluate(inPage.transfer, { contender, ...transfers[what] }));
    }
  }
  for (let sample = 0; sample < roundTripSamples; sample++) {
    for (const contender of order) {
      const times = inPage.roundTripsEachSample;
      note(contender, "roundTrip", await caller.evaluate(inPage.roundTrips, { contender, times }));
    }
  }
  for (const contender of order) {
    for (const page of [caller, callee]) await page.evaluate(inPage.closeLink, contender);
  }
}

async function openPage(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  await page.addScriptTag({ path: inRepository("node_modules/peerjs/dist/peerjs.min.js") });
  await page.evaluate(inPage.openDataBench);
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
  return round(a / b, 3);
}

function round(value: number, digits = 1): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
