import { build } from "vite";
import { buildWasm } from "../../scripts/build-wasm.ts";
import { signalWorkerBuild, webLibraryBuilds } from "../../scripts/library-builds.ts";
import { launchRigChromium } from "../rig/call-page.ts";
import { seeded } from "../wasm/seeded.ts";
import type { Bench } from "./bench.ts";
import { runBatch } from "./faults-calls.ts";
import type { Outcome } from "./faults-judge.ts";
import { profiles, type Profile } from "./faults-profiles.ts";
import { Servers, whyNoRelay, type Contender } from "./faults-servers.ts";
import { versionOf } from "./version-of.ts";

/** `FAULTS_RUNS`, `FAULTS_PROFILES` (comma-separated), `FAULTS_CONTENDERS` and `FAULTS_AT_ONCE` make it shorter. */
const runs = Number(process.env["FAULTS_RUNS"] ?? 10);
const atOnce = Number(process.env["FAULTS_AT_ONCE"] ?? 5);
const chosen = process.env["FAULTS_PROFILES"]?.split(",") ?? Object.keys(profiles);
const contenders = (["meshcall", "peerjs"] as const).filter(
  (contender) => process.env["FAULTS_CONTENDERS"]?.split(",").includes(contender) ?? true,
);

export const bench: Bench = {
  summary:
    "Calls on bad paths: who stays, how soon picture and sound are back, how long pictures stand still",
  atMost: { failedRuns: 0, worstRecoverP95Ms: 3_000 },
  async run() {
    await buildWasm();
    const [sdk] = webLibraryBuilds();
    await build(sdk ?? {});
    await build(signalWorkerBuild());
    const { fraction } = seeded("faults");
    const figures: Record<string, number> = {};
    const worst = { success: 1, recoverP95Ms: 0, failedRuns: 0 };
    for (const name of chosen) {
      const profile = profiles[name];
      if (profile === undefined) throw new Error(`FAULTS_PROFILES: there is no ${name}`);
      const missing = profile.relay ? whyNoRelay() : undefined;
      if (missing !== undefined) {
        console.log(`${name}: left out, ${missing}`);
        continue;
      }
      const outcomes = await measure(name, profile, fraction);
      for (const contender of contenders) {
        const summary = summarize(profile, outcomes[contender]);
        const key = (figure: string): string =>
          contender === "meshcall" ? `${figure}.${name}` : `peerjs${capitalized(figure)}.${name}`;
        for (const [figure, value] of Object.entries(summary)) figures[key(figure)] = value;
        if (contender !== "meshcall") continue;
        worst.success = Math.min(worst.success, summary.success);
        worst.recoverP95Ms = Math.max(worst.recoverP95Ms, summary.recoverP95Ms);
        worst.failedRuns += outcomes.meshcall.filter(({ isUp }) => !isUp).length;
      }
    }
    return {
      figures: {
        ...figures,
        worstSuccess: worst.success,
        worstRecoverP95Ms: worst.recoverP95Ms,
        failedRuns: worst.failedRuns,
        runs,
      },
      peers: { peerjs: versionOf("peerjs"), peer: versionOf("peer") },
    };
  },
};

/** The contenders take turns, a batch each. */
async function measure(
  name: string,
  profile: Profile,
  fraction: () => number,
): Promise<Record<Contender, Outcome[]>> {
  const outcomes: Record<Contender, Outcome[]> = { meshcall: [], peerjs: [] };
  const servers = await Servers.start(profile.relay === true);
  const together = Math.max(1, Math.floor((atOnce * 2) / profile.members)); // as many pages for each profile
  try {
    for (let firstRun = 0; firstRun < runs; firstRun += together) {
      for (const contender of contenders) {
        const browser = await launchRigChromium();
        const batch = { name, profile, contender, servers, browser, fraction, firstRun };
        outcomes[contender].push(
          ...(await runBatch({ ...batch, runs: Math.min(together, runs - firstRun) })),
        );
        await browser.close();
      }
    }
  } finally {
    await servers.stop();
  }
  return outcomes;
}

/**
 * Of a lasting fault, frozen seconds are scaled to a minute of it; of an event, they are those of the minute in
 * which it comes. Frozen is what `totalFreezesDuration` counts, or the time without frames where that is more.
 */
function summarize(profile: Profile, outcomes: readonly Outcome[]) {
  const frozen = outcomes.map(({ isUp, frozenSeconds, watchedSeconds }) =>
    profile.kind === "lasting" ? (frozenSeconds * 60) / watchedSeconds : isUp ? frozenSeconds : 60,
  );
  const recoverMs = outcomes.map((outcome) => outcome.recoverMs);
  return {
    success: round(outcomes.filter(({ isUp }) => isUp).length / outcomes.length),
    recoverP50Ms: percentile(recoverMs, 0.5),
    recoverP95Ms: percentile(recoverMs, 0.95),
    freezeSecondsPerMinute: round(frozen.reduce((sum, seconds) => sum + seconds, 0) / frozen.length),
  };
}

/** Nearest rank. */
function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
