/** Runs in a dedicated worker, where the kernel runs in a call. */
import { type Contender, contenderNames, type ContenderName, makeContenders } from "./frame-contenders.ts";

export interface FrameTask {
  payloadBytes: readonly number[];
  rounds: number;
  /** What a contender gets of each round; browsers' clocks tick in 0.1 ms (Chromium) or 1 ms (Firefox). */
  turnMs: number;
}

/** Nanoseconds of one round trip, the median over the rounds, for each size. */
export type FrameResult = Record<ContenderName, number[]>;

/** A turn's round trips between two looks at the clock take about this long. */
const stretchMs = 2;

async function nsPerRoundTrip(
  contender: Contender,
  payload: Uint8Array<ArrayBuffer>,
  turnMs: number,
  count: number,
): Promise<number> {
  const startMs = performance.now();
  let trips = 0;
  let tookMs = 0;
  do {
    for (let i = 0; i < count; i++) {
      const opened = contender.roundTrip(payload);
      // Awaiting what is there already would charge the kernel for WebCrypto's promises.
      if (opened instanceof Promise) await opened;
    }
    trips += count;
    tookMs = performance.now() - startMs;
  } while (tookMs < turnMs);
  return (tookMs * 1e6) / trips;
}

async function expectRoundTrip(contender: Contender, payload: Uint8Array<ArrayBuffer>): Promise<void> {
  const opened = await contender.roundTrip(payload);
  if (opened.length !== payload.length || opened.some((byte, at) => byte !== payload[at])) {
    throw new Error("What was opened is not what was sealed");
  }
}

async function measure({ payloadBytes, rounds, turnMs }: FrameTask): Promise<FrameResult> {
  const contenders = await makeContenders();
  const result: FrameResult = { kernel: [], webcrypto: [], libsodium: [], noble: [] };
  for (const bytes of payloadBytes) {
    const payload = crypto.getRandomValues(new Uint8Array(bytes));
    const counts = new Map<ContenderName, number>();
    for (const name of contenderNames) {
      await expectRoundTrip(contenders[name], payload);
      // Warms up, too: engines compile what is hot once more.
      const ns = await nsPerRoundTrip(contenders[name], payload, 10 * turnMs, 8);
      counts.set(name, Math.max(1, Math.round((stretchMs * 1e6) / ns)));
    }
    const samples: FrameResult = { kernel: [], webcrypto: [], libsodium: [], noble: [] };
    for (let round = 0; round < rounds; round++) {
      for (const name of contenderNames) {
        const ns = await nsPerRoundTrip(contenders[name], payload, turnMs, counts.get(name) ?? 1);
        samples[name].push(ns);
      }
    }
    for (const name of contenderNames) result[name].push(median(samples[name]));
    for (const name of contenderNames) await expectRoundTrip(contenders[name], payload);
  }
  return result;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

globalThis.addEventListener("message", ({ data }: MessageEvent<FrameTask>) => {
  measure(data).then(
    (result) => postMessage({ result }),
    (error: unknown) => postMessage({ error: String(error) }),
  );
});
