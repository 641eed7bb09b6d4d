import { build } from "vite";
import { buildWasm } from "../../scripts/build-wasm.ts";
import { signalWorkerBuild, webLibraryBuilds } from "../../scripts/library-builds.ts";
import { CallHarness } from "../e2e/harness/call-harness.ts";
import { FileBrowser, type FilePage } from "../e2e/harness/file-pages.ts";
import type { Bench } from "./bench.ts";
import * as inPage from "./data-track-pages.ts";

const rounds = 5;
/** The first compiles; nobody's is counted. */
const warmUpRounds = 1;
const pairBytes = 40_000_000;
const messageBytes = 65_536;
const spreadBytes = 150_000_000;

export const bench: Bench = {
  summary: "Files from page to page, over a bare data channel between the same two; what one to three costs",
  atLeast: { fileVsRaw: 0.5 },
  atMost: { uploadsForThree: 1.6 },
  async run() {
    await buildWasm();
    for (const library of webLibraryBuilds().slice(0, 6)) await build(library);
    await build(signalWorkerBuild());
    const harness = await CallHarness.start({ STUN_URLS: "none", ROOM_TYPE: "peer-to-peer" });
    const browser = await FileBrowser.open(harness);
    try {
      const { fileMs, rawMs } = await pair(browser);
      const uploadsForThree = await uploads(browser);
      const perSecond = (ms: number): number => round(pairBytes / 1_000 / ms);
      return {
        figures: {
          fileVsRaw: round(rawMs / fileMs),
          uploadsForThree,
          fileMBps: perSecond(fileMs),
          rawMBps: perSecond(rawMs),
          samples: rounds,
        },
        peers: {},
      };
    } finally {
      await browser.close();
      await harness.close();
    }
  },
};

/** One file and as many bytes over a bare channel, in turn; the file is hashed, sealed, checked and on the disk. */
async function pair(browser: FileBrowser): Promise<{ fileMs: number; rawMs: number }> {
  const ana = await browser.join("ana", "bench");
  const ben = await browser.join("ben", "bench");
  await Promise.all([ana.sees(1), ben.sees(1)]);
  for (const { page } of [ana, ben]) await page.evaluate(inPage.openDataBench);
  const samples = { file: [] as number[], raw: [] as number[] };
  for (let at = 0; at < warmUpRounds + rounds; at++) {
    const raw = async () => samples.raw.push(await rawMs(ana, ben, at));
    const file = async () => samples.file.push(await fileMs(browser, ana, ben, at));
    for (const measure of at % 2 === 0 ? [raw, file] : [file, raw]) await measure();
  }
  for (const { page } of [ana, ben]) await page.close();
  return { fileMs: median(samples.file.slice(warmUpRounds)), rawMs: median(samples.raw.slice(warmUpRounds)) };
}

async function fileMs(browser: FileBrowser, from: FilePage, to: FilePage, at: number): Promise<number> {
  const { path, hash } = browser.makeFile(pairBytes, `round ${at}.bin`);
  await to.page.evaluate(() => delete window.sharing.remote);
  const startMs = performance.now();
  await from.share(path);
  await to.accept();
  await to.page.waitForFunction(() => window.sharing.remote?.state === "received");
  const ms = performance.now() - startMs;
  if ((await to.receivedHash()) !== hash) throw new Error("the file is another");
  await to.page.evaluate(() => window.sharing.remote?.cancel());
  return ms;
}

async function rawMs({ page: from }: FilePage, { page: to }: FilePage, at: number): Promise<number> {
  const request = { name: `raw ${at}`, signalWorkerUrl: "", peerServerPort: 0 };
  await to.evaluate(inPage.linkRaw, { ...request, listening: true });
  await from.evaluate(inPage.linkRaw, { ...request, listening: false });
  await from.evaluate(inPage.roundTrips, { contender: "raw" as const, times: 1 });
  const messages = Math.round(pairBytes / messageBytes);
  const ms = await from.evaluate(inPage.transfer, { contender: "raw" as const, messages, messageBytes });
  for (const page of [from, to]) await page.evaluate(inPage.closeLink, "raw" as const);
  return ms;
}

/** Bytes that left the source's links, of the file's. */
async function uploads(browser: FileBrowser): Promise<number> {
  const { path, hash } = browser.makeFile(spreadBytes);
  const ana = await browser.join("ana", "spread");
  const others: FilePage[] = [];
  for (const name of ["ben", "cem", "dora"]) others.push(await browser.join(name, "spread"));
  await Promise.all([ana, ...others].map((each) => each.sees(3)));
  const before = await ana.sentBytes();
  await ana.share(path);
  await Promise.all(others.map((each) => each.accept()));
  for (const each of others) if ((await each.receivedHash()) !== hash) throw new Error("the file is another");
  return round(((await ana.sentBytes()) - before) / spreadBytes);
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
