import type { Browser, BrowserContext } from "playwright";
import { CallPage, steadyGapMs } from "../rig/call-page.ts";
import { Rig } from "../rig/rig.ts";
import { judge, recoverLimitMs, trace, type Outcome } from "./faults-judge.ts";
import type { Profile, Struck } from "./faults-profiles.ts";
import type { Contender, Servers } from "./faults-servers.ts";

const connectLimitMs = 30_000;
/** Media without a gap for so long: all is well. */
const steadyMs = 3_000;
/** Slower ones are traced. */
const tracedMs = 3_000;

export interface Batch {
  name: string;
  profile: Profile;
  contender: Contender;
  servers: Servers;
  browser: Browser;
  fraction: () => number;
  /** Number of the first run of the batch. */
  firstRun: number;
  runs: number;
}

/** Several calls at once, struck in the same moment: a server that dies, dies for all of them. */
export async function runBatch(batch: Batch): Promise<Outcome[]> {
  const { profile, contender, servers } = batch;
  const calls = await Promise.all(
    Array.from({ length: batch.runs }, (_, index) => FaultyCall.open(batch, batch.firstRun + index)),
  );
  try {
    const areUp = await Promise.all(calls.map((call) => call.comesUp()));
    if (profile.serverDies) await servers.kill(contender);
    const outcomes = await Promise.all(
      calls.map((call, index) => (areUp[index] === true ? call.suffer() : neverUp)),
    );
    if (profile.serverDies) await servers.revive(contender);
    return outcomes;
  } finally {
    await Promise.all(calls.map((call) => call.close()));
  }
}

const neverUp: Outcome = { isUp: false, recoverMs: recoverLimitMs, frozenSeconds: 60, watchedSeconds: 60 };

class FaultyCall {
  readonly #batch: Batch;
  readonly #run: number;
  readonly #context: BrowserContext;
  readonly #rig: Rig;
  readonly #pages: readonly CallPage[];

  private constructor(batch: Batch, run: number, context: BrowserContext, rig: Rig, pages: CallPage[]) {
    this.#batch = batch;
    this.#run = run;
    this.#context = context;
    this.#rig = rig;
    this.#pages = pages;
  }

  static async open(batch: Batch, run: number): Promise<FaultyCall> {
    const { browser, servers, profile, contender, name, fraction } = batch;
    const context = await browser.newContext({ permissions: ["camera", "microphone"] });
    const rig = new Rig(fraction);
    const pages: CallPage[] = [];
    for (const letter of ["a", "b", "c"].slice(0, profile.members)) {
      const caller = `${letter}-${contender}-${name}-${run}`;
      pages.push(
        await CallPage.open(context, {
          address: servers.address,
          name: caller,
          rig,
          picture: profile.picture,
        }),
      );
    }
    return new FaultyCall(batch, run, context, rig, pages);
  }

  async comesUp(): Promise<boolean> {
    const sinceMs = Date.now();
    for (const page of this.#pages) await this.#join(page, "");
    const isUp = await this.#allReceive(sinceMs, 1_500, connectLimitMs);
    if (!isUp) await this.#tellWhyNot(sinceMs);
    return isUp;
  }

  async suffer(): Promise<Outcome> {
    const { profile, name, contender } = this.#batch;
    const struck = this.#struck();
    const faultMs = Date.now();
    await profile.strike(struck);
    if (profile.outageMs !== undefined) await pause(profile.outageMs);
    profile.heal?.(struck);
    const referenceMs = profile.outageMs === undefined ? faultMs : Date.now();
    await pause(profile.watchMs);
    if (profile.kind === "event") await this.#watchedReceive(referenceMs, steadyMs, recoverLimitMs);
    const endMs = Date.now();

    const directions = await this.#directions();
    const outcome = judge(directions, { faultMs, referenceMs, endMs, gapMs: steadyGapMs });
    const events = await Promise.all(this.#pages.map((page) => page.events()));
    console.log(
      `${name} ${contender} run ${this.#run}: ${outcome.isUp ? `${outcome.recoverMs} ms` : "FAILED"}, ` +
        `frozen ${outcome.frozenSeconds.toFixed(1)} s; ${events.map((seen) => seen.join(", ")).join(" | ")}`,
    );
    if (process.env["FAULTS_TRACE"] === "all" || (contender === "meshcall" && outcome.recoverMs > tracedMs))
      for (const direction of directions)
        console.log(`  from ${direction.from}\n${trace(direction, faultMs)}`);
    if (profile.kind === "event" || !outcome.isUp) return outcome;
    return { ...outcome, isUp: await this.#comesUpAgain() };
  }

  async close(): Promise<void> {
    await this.#context.close();
    this.#rig.close();
  }

  async #tellWhyNot(sinceMs: number): Promise<void> {
    const { name, contender } = this.#batch;
    console.log(`${name} ${contender} run ${this.#run}: does not come up`);
    for (const page of this.#pages) {
      const ticks = await page.ticks();
      console.log(`  ${page.name}: ${(await page.events()).join(", ")}`);
      for (const { name: from } of this.#pages)
        if (from !== page.name) console.log(`  from ${from}\n${trace({ ticks, from }, sinceMs)}`);
    }
  }

  /** The last one leaves and calls once more, on the path as it is now. */
  async #comesUpAgain(): Promise<boolean> {
    const last = this.#ends()[1];
    await last.leave();
    const sinceMs = Date.now();
    await this.#join(last, "-again");
    const isUp = await this.#watchedReceive(sinceMs, 1_500, connectLimitMs);
    if (!isUp) console.log(`${this.#batch.name} run ${this.#run}: no second call`);
    return isUp;
  }

  async #join(page: CallPage, suffix: string): Promise<void> {
    const { contender, servers, name } = this.#batch;
    if (contender === "meshcall")
      return page.joinMeshcall({ server: servers.signalWorker.url, room: `${name}-${this.#run}` });
    const before = this.#pages.slice(0, this.#pages.indexOf(page)).map((each) => each.name);
    return page.joinPeerjs({
      port: servers.peerServerPort,
      call: before,
      id: page.name + suffix,
      iceServers: servers.iceServers(),
    });
  }

  #ends(): [CallPage, CallPage] {
    const [first, last] = [this.#pages.at(0), this.#pages.at(-1)];
    if (first === undefined || last === undefined) throw new Error("a call without callers");
    return [first, last];
  }

  #struck(): Struck {
    const [first, last] = this.#ends();
    return {
      hop: this.#rig.hop(first.name, last.name),
      run: this.#run,
      rebind: (who) =>
        who === "first" ? this.#rig.rebind(first.name, last.name) : this.#rig.rebind(last.name, first.name),
    };
  }

  async #directions() {
    const [first, last] = this.#ends();
    return [
      { ticks: await first.ticks(), from: last.name },
      { ticks: await last.ticks(), from: first.name },
    ];
  }

  #watchedReceive(sinceMs: number, forMs: number, limitMs: number): Promise<boolean> {
    return everyoneReceives(this.#ends(), { sinceMs, forMs, limitMs });
  }
  #allReceive(sinceMs: number, forMs: number, limitMs: number): Promise<boolean> {
    return everyoneReceives(this.#pages, { sinceMs, forMs, limitMs });
  }
}

async function everyoneReceives(
  pages: readonly CallPage[],
  waiting: { sinceMs: number; forMs: number; limitMs: number },
): Promise<boolean> {
  const received = pages.flatMap((page) =>
    pages.filter((other) => other !== page).map((other) => page.receives(other.name, waiting)),
  );
  return (await Promise.all(received)).every(Boolean);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
