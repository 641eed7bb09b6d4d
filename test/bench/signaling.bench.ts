import { build } from "vite";
import { signalWorkerBuild } from "../../scripts/library-builds.ts";
import type { Bench } from "./bench.ts";
import { callCost } from "./signaling-call.ts";
import type { Contender } from "./signaling-dialects.ts";
import { sample, type Load, type LoadSample } from "./signaling-load.ts";
import { startServer, type BenchServer } from "./signaling-servers.ts";
import { versionOf } from "./version-of.ts";

/** `SIGNALING_RUNS` makes it shorter. */
const runs = Number(process.env["SIGNALING_RUNS"] ?? 5);
/** Of one socket's limits, 180 offers at once and 500 frames, this is a third. */
const load: Load = { pairs: 150, rounds: 60 };
const callMinutes = 60;
const contenders = ["meshcall", "bare", "peerserver", "tracker"] as const satisfies readonly Contender[];

export const bench: Bench = {
  summary: "Joins and relayed messages per second, beside two servers that check nobody; what a call costs",
  atLeast: { messagesVsFaster: 0.5, joinsVsFaster: 0.5 },
  atMost: { messagesPerPair10Over2: 1.1, requestsPerHourCall2: 60, awakeSecondsPerHourCall2: 60 },
  async run() {
    await build(signalWorkerBuild());
    const figures = { ...(await speed()), ...(await costs()), runs };
    return {
      figures,
      peers: { peer: versionOf("peer"), "bittorrent-tracker": versionOf("bittorrent-tracker") },
    };
  },
};

async function speed(): Promise<Record<string, number>> {
  const samples = await measure();
  const median = (contender: Contender, key: keyof LoadSample) =>
    middle(samples[contender].map((each) => each[key]));
  const vsFaster = (contender: Contender, key: "messagesPerSecond" | "joinsPerSecond") =>
    round(median(contender, key) / Math.max(median("peerserver", key), median("tracker", key)));
  const figures: Record<string, number> = {
    messagesVsFaster: vsFaster("meshcall", "messagesPerSecond"),
    joinsVsFaster: vsFaster("meshcall", "joinsPerSecond"),
    bareMessagesVsFaster: vsFaster("bare", "messagesPerSecond"),
    bareJoinsVsFaster: vsFaster("bare", "joinsPerSecond"),
  };
  for (const contender of contenders)
    for (const key of Object.keys(samples.meshcall[0] ?? {}) as (keyof LoadSample)[])
      figures[`${key}.${contender}`] = round(median(contender, key));
  return figures;
}

/** The contenders take turns; each one's first turn warms it up. */
async function measure(): Promise<Record<Contender, LoadSample[]>> {
  const samples: Record<Contender, LoadSample[]> = { meshcall: [], bare: [], peerserver: [], tracker: [] };
  const servers: { contender: Contender; server: BenchServer }[] = [];
  let pairs = 0;
  try {
    // one after the other, since each asks for a free port
    for (const contender of contenders) servers.push({ contender, server: await startServer(contender) });
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

/** Counted, not timed: the machine does not matter. */
async function costs(): Promise<Record<string, number>> {
  const two = await callCost(2, callMinutes);
  const ten = await callCost(10, callMinutes);
  const changed = await callCost(2, callMinutes, 1);
  return {
    messagesPerPair10Over2: round(ten.messages / pairsOf(10) / (two.messages / pairsOf(2))),
    requestsPerHourCall2: two.objectRequests,
    requestsPerHourCall10: ten.objectRequests,
    awakeSecondsPerHourCall2: round(two.awakeSeconds),
    awakeSecondsPerHourCall10: round(ten.awakeSeconds),
    inMemorySecondsPerHourCall2: round(two.inMemorySeconds),
    inMemorySecondsPerHourCall10: round(ten.inMemorySeconds),
    workerRequestsPerCall2: two.workerRequests,
    workerRequestsPerCall10: ten.workerRequests,
    rowsWrittenPerCall2: two.rowsWritten,
    rowsWrittenPerCall10: ten.rowsWritten,
    awakeSecondsPerSwitchedTrack: round(changed.awakeSeconds - two.awakeSeconds),
    inMemorySecondsPerSwitchedTrack: round(changed.inMemorySeconds - two.inMemorySeconds),
  };
}

function pairsOf(people: number): number {
  return (people * (people - 1)) / 2;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Three digits. */
function round(value: number): number {
  return Number(value.toPrecision(3));
}
