import type { BrowserContext, Page } from "playwright";
import { build } from "vite";
import { buildWasm } from "../../scripts/build-wasm.ts";
import { signalWorkerBuild, webLibraryBuilds } from "../../scripts/library-builds.ts";
import { launchChromium } from "../e2e/harness/call-harness.ts";
import { SignalWorker } from "../e2e/harness/signal-worker.ts";
import { serveStaticFiles } from "../e2e/harness/static-files.ts";
import type { Bench } from "./bench.ts";
import * as inPage from "./rekey-pages.ts";

/** Those who stay; one more comes and leaves in each round. */
const names = ["ana", "ben", "cem", "dua"];
const rounds = 20;
/** The first round compiles. */
const warmUpRounds = 1;

export const bench: Bench = {
  summary:
    "Somebody leaves: how long until everybody has everybody's new key and reads what is sealed under it",
  atMost: { rekeyMs: 250 },
  async run() {
    await buildWasm();
    const [sdk] = webLibraryBuilds();
    await build(sdk ?? {});
    await build(signalWorkerBuild());
    const sorted = (await measure()).toSorted((a, b) => a - b);
    const at = (share: number) => Math.round((sorted[Math.ceil(sorted.length * share) - 1] ?? 0) * 10) / 10;
    return {
      figures: { rekeyMs: at(0.95), rekeyMedianMs: at(0.5), people: names.length, rounds },
      peers: {},
    };
  },
};

async function measure(): Promise<number[]> {
  const files = await serveStaticFiles();
  const signalWorker = await SignalWorker.start({ ROOM_TYPE: "peer-to-peer" });
  const browser = await launchChromium();
  const samples: number[] = [];
  try {
    const context = await browser.newContext();
    const address = files.addPage("<!doctype html><title>rekey bench</title>");
    const join = (identity: string) =>
      openPage(context, address, { identity, room: "rekey", signalWorkerUrl: signalWorker.url });
    const stay: Page[] = [];
    for (const name of names) stay.push(await join(name));
    for (let round = 0; round < warmUpRounds + rounds; round++) {
      const guest = await join(`guest ${round}`);
      const ms = await leaving(stay, guest, round);
      await guest.close();
      if (round >= warmUpRounds) samples.push(ms);
    }
  } finally {
    await browser.close();
    await signalWorker.stop();
    await files.stop();
  }
  return samples;
}

async function leaving(stay: readonly Page[], guest: Page, round: number): Promise<number> {
  const everybody = [...names, `guest ${round}`];
  const pages = [...stay, guest];
  const heard = (text: string, who: readonly string[], keys: number) =>
    Promise.all(
      pages.slice(0, who.length).map(async (page, index) => {
        const messages = who.filter((_, other) => other !== index).map((from) => `${from}: ${text} ${round}`);
        const keysBefore = await page.evaluate(() => window.rekeyBench.keys);
        return { ms: page.evaluate(inPage.allCame, { keys, keysBefore, messages }) };
      }),
    );
  for (const page of pages)
    await page.waitForFunction((others) => window.rekeyBench.others() === others, names.length);
  // everybody reads everybody, the guest too
  const hello = await heard("hello", everybody, 0);
  await Promise.all(
    pages.map((page) => page.evaluate((text) => window.rekeyBench.say(text), `hello ${round}`)),
  );
  await Promise.all(hello.map(({ ms }) => ms));
  await Promise.all(stay.map((page) => page.evaluate((now) => (window.rekeyBench.round = now), round)));
  const after = await heard("after", names, names.length - 1);
  const leftAtMs = await guest.evaluate(() => {
    const nowMs = window.rekeyBench.nowMs();
    window.rekeyBench.leave();
    return nowMs;
  });
  return Math.max(...(await Promise.all(after.map(({ ms }) => ms)))) - leftAtMs;
}

async function openPage(
  context: BrowserContext,
  address: string,
  request: inPage.JoinRequest,
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  await page.evaluate(inPage.openRekeyBench);
  await page.evaluate(inPage.joinRoom, request);
  return page;
}
