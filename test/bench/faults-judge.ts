import type { Received, Tick } from "../rig/page-script.ts";

/** The longest that a recovery is waited for. */
export const recoverLimitMs = 30_000;

export interface Outcome {
  /** Sound and picture came, both ways, until the end. */
  isUp: boolean;
  /** From the reference to the end of the last gap of sound or picture; 0 when there was none. */
  recoverMs: number;
  /** Means of both ways. */
  frozenSeconds: number;
  watchedSeconds: number;
}

export interface Span {
  /** The fault begins. */
  faultMs: number;
  /** From when on a recovery counts. */
  referenceMs: number;
  endMs: number;
  /** Time without a frame or sound that counts as a gap. */
  gapMs: number;
}

/** What one of the two received from the other. */
export interface Watched {
  ticks: readonly Tick[];
  from: string;
}

/** Pure. Times are the machine's clock. */
export function judge(directions: readonly Watched[], { faultMs, referenceMs, endMs, gapMs }: Span): Outcome {
  let lastGapEndsAtMs = referenceMs;
  let isUp = true;
  let frozenMs = 0;
  for (const { ticks, from } of directions) {
    const received = ticks.flatMap(({ atMs, from: sources }) =>
      sources[from] === undefined || atMs < faultMs || atMs > endMs ? [] : [{ atMs, ...sources[from] }],
    );
    const picture = gapsOf(received, (tick) => tick.frames > 0);
    const sound = gapsOf(received, (tick) => tick.audible);
    for (const { endsAtMs, isOver } of [...picture, ...sound]) {
      lastGapEndsAtMs = Math.max(lastGapEndsAtMs, endsAtMs);
      isUp &&= isOver;
    }
    const told = received.reduce((sum, tick) => sum + tick.frozenMs, 0);
    const missed = picture.reduce((sum, gap) => sum + gap.lengthMs, 0);
    frozenMs += Math.max(told, missed) / directions.length;
  }
  return {
    isUp,
    recoverMs: isUp ? lastGapEndsAtMs - referenceMs : recoverLimitMs,
    frozenSeconds: frozenMs / 1_000,
    watchedSeconds: (endMs - faultMs) / 1_000,
  };

  function gapsOf(
    received: readonly (Received & { atMs: number })[],
    came: (tick: Received) => boolean,
  ): { endsAtMs: number; lengthMs: number; isOver: boolean }[] {
    const arrivals = received.filter(came).map(({ atMs }) => atMs);
    return [...arrivals, endMs].flatMap((atMs, index) => {
      const lengthMs = atMs - (arrivals[index - 1] ?? faultMs);
      return lengthMs > gapMs ? [{ endsAtMs: atMs, lengthMs, isOver: index < arrivals.length }] : [];
    });
  }
}

/** How each connection's states changed, and whether packets of sound came that nobody heard: for who wants to know why a recovery was slow. */
export function trace({ ticks, from }: Watched, sinceMs: number): string {
  let [states, flow] = ["", ""];
  const lines: string[] = [];
  for (const tick of ticks) {
    if (tick.atMs < sinceMs) continue;
    const received = tick.from[from];
    const sound = received?.audible === true ? "sound" : (received?.packets ?? 0) > 0 ? "packets" : "-";
    const nowFlow = `${(received?.frames ?? 0) > 0 ? "picture" : "-"} ${sound}`;
    if (tick.states === states && nowFlow === flow) continue;
    [states, flow] = [tick.states, nowFlow];
    lines.push(`    ${String(tick.atMs - sinceMs).padStart(6)} ms  ${flow.padEnd(15)} ${states}`);
  }
  return lines.join("\n");
}
