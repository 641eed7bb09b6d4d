import type { CallServices, NetworkReport } from "../../room/connect-options.ts";
import { MeshcallError } from "../../room/errors.ts";

/** One after the other, as the test comes to them. */
export const checkSteps = ["server", "relay", "quality"] as const;
export type CheckStep = (typeof checkSteps)[number];

/** What there is to say in the end, the best first. */
export type Verdict =
  | "good"
  | "fair"
  | "poor"
  | "no-relay"
  | "relay-fails"
  | "unreachable"
  | "refused"
  | "failed";

export interface CheckResult {
  verdict: Verdict;
  /** The step at which it ended; undefined: all went well. */
  failedAt: CheckStep | undefined;
  /** For whoever is asked for help; undefined when the failure is none of Meshcall's. */
  code: number | undefined;
  figures: NetworkFigures | undefined;
}

export interface NetworkFigures {
  roundTripMs: number | undefined;
  lossPercent: number | undefined;
  availableBps: number | undefined;
}

/** Long enough for the browser's estimate to settle (Chromium probes in the first 2 s), short enough to be waited for. */
const measureMs = 5_000;

/** ITU-T G.114: up to 150 ms one way nobody notices, beyond 400 ms people talk into each other. */
const goodRoundTripMs = 300;
const fairRoundTripMs = 800;
/** Opus hides a few per cent; from a tenth on words are missing (RFC 6716 with in-band FEC). */
const goodLossPercent = 2;
const fairLossPercent = 8;
/** docs/ladder.md: a picture of 480 lines takes 546 kbit/s, one of 180 lines and the sound some 200. */
const goodBps = 600_000;
const fairBps = 200_000;

/** Through the relay, which is the longer way: a direct one is no worse. */
export function judge({ roundTripMs = 0, lossPercent = 0, availableBps = goodBps }: NetworkFigures): Verdict {
  if (roundTripMs <= goodRoundTripMs && lossPercent <= goodLossPercent && availableBps >= goodBps)
    return "good";
  if (roundTripMs <= fairRoundTripMs && lossPercent <= fairLossPercent && availableBps >= fairBps)
    return "fair";
  return "poor";
}

/** @param at the step at which it ended */
export function judgeFailure(error: unknown, at: CheckStep): Verdict {
  const code = error instanceof MeshcallError ? error.code : undefined;
  const cause = error instanceof Error && error.cause instanceof MeshcallError ? error.cause.code : undefined;
  if (cause === 54010) return "no-relay";
  if (cause === 54011 || code === 53405) return "relay-fails";
  if (at !== "server") return "failed";
  return code === 53000 || code === undefined ? "unreachable" : "refused";
}

export interface CheckParts {
  services: CallServices;
  server: string | undefined;
  /** @throws MeshcallError (as a rejection) where the signal-worker gives none */
  token(): Promise<string>;
  /** This step goes on now. */
  onStep(step: CheckStep): void;
}

/** Tries the whole way. Rejects with the signal's reason when it is called off, and never otherwise. */
export async function checkNetwork(parts: CheckParts, signal: AbortSignal): Promise<CheckResult> {
  let at: CheckStep = "server";
  const go = (step: CheckStep): void => {
    at = step;
    parts.onStep(step);
  };
  go("server");
  try {
    const token = await parts.token();
    signal.throwIfAborted();
    const { server } = parts;
    const options = { duration: measureMs, ...(server === undefined ? {} : { server }) };
    const test = await parts.services.runPreflight(token, options);
    const report = await new Promise<NetworkReport>((settle, fail) => {
      signal.addEventListener("abort", () => test.stop());
      test.on("progress", (name) => {
        if (name === "connected") go("relay");
        if (name === "mediaStarted") go("quality");
      });
      test.on("completed", settle);
      test.on("failed", fail);
    });
    signal.throwIfAborted();
    const figures = figuresOf(report);
    return { verdict: judge(figures), failedAt: undefined, code: undefined, figures };
  } catch (error) {
    signal.throwIfAborted();
    const inner = error instanceof Error && error.cause instanceof MeshcallError ? error.cause : error;
    const code = inner instanceof MeshcallError ? inner.code : undefined;
    return { verdict: judgeFailure(error, at), failedAt: at, code, figures: undefined };
  }
}

function figuresOf({ stats }: NetworkReport): NetworkFigures {
  return {
    roundTripMs: stats.rtt?.average,
    lossPercent: stats.packetLoss?.average,
    availableBps: stats.availableOutgoingBitrate?.max,
  };
}
