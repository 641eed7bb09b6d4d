import { build } from "vite";
import { signalWorkerBuild } from "../../scripts/library-builds.ts";
import type { Bench } from "./bench.ts";
import type { Contender } from "./signaling-dialects.ts";
import { sample, type Load, type LoadSample } from "./signaling-load.ts";
import { startServer } from "./signaling-servers.ts";
import { versionOf } from "./version-of.ts";

/** `SIGNALING_RUNS` makes it shorter. */
const runs = Number(process.env["SIGNALING_RUNS"] ?? 5);
/** Of one socket's limits, 180 offers at once and 500 frames, this is a third. */
const load: Load = { pairs: 150, rounds: 60 };
const contenders = ["meshcall", "peerserver", "tracker"] as const satisfies readonly Contender[];

export const bench: Bench = {
  summary: "Joins and relayed messages per second, beside two servers that check nobody; what a call costs",
  atLeast: { messagesVsFaster: 0.5, joinsVsFaster: 0.5 },
  async run() {
    await build(signalWorkerBuild());
    const samples = await measure();
    const median = (contender: Contender, key: keyof LoadSample) =>
      middle(samples[contender].map((each) => each[key]));
    const figures: Record<string, number> = {};
    for (const key of ["messagesPerSecond", "joinsPerSecond"] as const) {
      const faster = Math.max(median("peerserver", key), median("tracker", key));
      figures[key === "messagesPerSecond" ? "messagesVsFaster" : "joinsVsFaster"] = round(
        median("meshcall", key) / faster,
      );
    }
    for (const contender of contenders)
      for (const key of Object.keys(samples.meshcall[0] ?? {}) as (keyof LoadSample)[])
        figures[`${key}.${contender}`] = round(median(contender, key));
    return {
      figures: { ...figures, runs },
      peers: { peer: versionOf("peer"), "bittorrent-tracker": versionOf("bittorrent-tracker") },
    };
  },
};

/** The contenders take turns; each one's first turn warms it up. */
async function measure(): Promise<Record<Contender, LoadSample[]>> {
  const samples: Record<Contender, LoadSample[]> = { meshcall: [], peerserver: [], tracker: [] };
  const servers = await Promise.all(
    contenders.map(async (contender) => ({ contender, server: await startServer(contender) })),
  );
  let pairs = 0;
  try {
    for (let run = 0; run <= runs; run++) {
      for (const { contender, server } of servers) {
        const result = await sample(contender, server, load, () => pairs++);
        console.log(contender, run, result);
        if (run > 0) samples[contender].push(result);
      }
    }
  } finally {
    await Promise.all(servers.map(({ server }) => server.stop()));
  }
  return samples;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Three digits. */
function round(value: number): number {
  return Number(value.toPrecision(3));
}
