import { receiverOf } from "./callback-address.ts";
import type { Outcome } from "./delivery.ts";
import { slots, type Standing } from "./slots.ts";
import type { Webhook } from "./webhook.ts";

/**
 * The rules of the queue. Each room has a lane of its own: its webhooks leave one after the other, each
 * after the one before was taken or given up, so they arrive in order. Lanes know nothing of each other but
 * that only so many requests may be under way at once (slots.ts).
 */

export interface Lane {
  /** In order; the first one is tried. */
  readonly waiting: readonly Webhook[];
  /** Attempts of the first one that failed. */
  readonly attempts: number;
  /** Attempts of any that failed, since the last one that did not. */
  readonly failures: number;
  /** Not before. */
  readonly dueMs: number;
  readonly isUnderWay: boolean;
}

export interface QueueState {
  /** By room SID; none is empty. */
  readonly lanes: ReadonlyMap<string, Lane>;
  /** How each receiver did when it was last tried, by its origin; one that is not here did well. */
  readonly standings: ReadonlyMap<string, Standing>;
}

export type QueueEvent =
  /** Those of a room in order, none twice. */
  | { readonly is: "queued"; readonly webhooks: readonly Webhook[] }
  | { readonly is: "time passed" }
  | {
      readonly is: "tried";
      readonly roomSid: string;
      readonly outcome: Outcome;
      /** 0 to 1, made for this event. */
      readonly jitter: number;
    };

/** What a webhook came to, for the log. */
export type Fate = "delivered" | "failed" | "given up" | "dropped";

export type QueueEffect =
  /** To be done before anything is sent. */
  | { readonly do: "store"; readonly webhook: Webhook }
  | { readonly do: "forget"; readonly webhook: Webhook }
  /** For a queue that is loaded again; of a room for which something waits. */
  | { readonly do: "store lane"; readonly roomSid: string; readonly lane: Lane }
  | { readonly do: "send"; readonly webhook: Webhook }
  | {
      readonly do: "log";
      readonly webhook: Webhook;
      readonly fate: Fate;
      /** 1 for the first attempt; 0 where there was none. */
      readonly attempt: number;
      readonly outcome: Outcome | undefined;
    };

export interface QueueOutcome {
  readonly state: QueueState;
  readonly effects: readonly QueueEffect[];
}

export const queueLimits = {
  /** A room lives 24 hours at most; a receiver that is back within a day misses nothing. */
  retryForMs: 24 * 60 * 60_000,
  firstDelayMs: 1_000,
  /** Nobody waits longer for a receiver that is back. */
  longestDelayMs: 15 * 60_000,
  /** A day of ten people who mute and unmute twice an hour, and more than any receiver wants at once. */
  waitingPerRoom: 2_000,
  /** Some 600 bytes each in memory: 12 MB of the 128 that an object has. */
  waitingInAll: 20_000,
  /** Whoever took longer than this is slow: prompt receivers do not wait for such. */
  slowMs: 5_000,
  /** Receivers of which it is known that they did not do well. */
  standings: 1_000,
} as const;

export const emptyQueue: QueueState = { lanes: new Map(), standings: new Map() };

/** One event. What is under way stays first in its lane, so an outcome belongs to the first webhook. */
export function step(state: QueueState, event: QueueEvent, nowMs: number): QueueOutcome {
  switch (event.is) {
    case "queued":
      return start(enqueue(state, event.webhooks, nowMs), nowMs);
    case "time passed":
      return start({ state, effects: [] }, nowMs);
    case "tried":
      return start(settle(state, event, nowMs), nowMs);
  }
}

/**
 * After {@link step}: what is due already then waits for a slot, which an outcome will free.
 *
 * @returns when there is something to do by time alone; undefined: never.
 */
export function nextDueMs({ lanes }: QueueState, nowMs: number): number | undefined {
  const dues = [...lanes.values()].filter((lane) => !lane.isUnderWay && lane.dueMs > nowMs);
  return dues.length === 0 ? undefined : Math.min(...dues.map((lane) => lane.dueMs));
}

export function isAnyUnderWay({ lanes }: QueueState): boolean {
  return [...lanes.values()].some((lane) => lane.isUnderWay);
}

function enqueue(state: QueueState, webhooks: readonly Webhook[], nowMs: number): QueueOutcome {
  const lanes = new Map(state.lanes);
  const effects: QueueEffect[] = [];
  let inAll = [...lanes.values()].reduce((sum, lane) => sum + lane.waiting.length, 0);
  for (const webhook of webhooks) {
    const lane = lanes.get(webhook.roomSid) ?? newLane(nowMs);
    const isFull = lane.waiting.length >= queueLimits.waitingPerRoom || inAll >= queueLimits.waitingInAll;
    // The end of a story says more than its middle, so the oldest makes room; not one that is under way.
    const victim = isFull ? lane.waiting[lane.isUnderWay ? 1 : 0] : undefined;
    if (isFull && victim === undefined) {
      effects.push(notTried(webhook, "dropped"));
      continue;
    }
    if (victim === undefined) inAll += 1;
    else effects.push(notTried(victim, "dropped"), { do: "forget", webhook: victim });
    effects.push({ do: "store", webhook });
    const waiting = [...lane.waiting.filter((each) => each !== victim), webhook];
    const attempts = waiting[0] === lane.waiting[0] ? lane.attempts : 0;
    lanes.set(webhook.roomSid, { ...lane, waiting, attempts });
  }
  return { state: { ...state, lanes }, effects };
}

function settle(
  state: QueueState,
  { roomSid, outcome, jitter }: Extract<QueueEvent, { is: "tried" }>,
  nowMs: number,
): QueueOutcome {
  const lane = state.lanes.get(roomSid);
  const webhook = lane?.waiting[0];
  if (lane === undefined || webhook === undefined) return { state, effects: [] };
  if (outcome.is === "delivered") return delivered(state, lane, webhook, outcome, nowMs);
  const attempt = lane.attempts + 1;
  const failures = lane.failures + 1;
  // Once its time is up its receiver has had a last chance, and whatever is as old would only be told the same.
  const over = deadlineMs(webhook) > nowMs ? [] : lane.waiting.filter((each) => deadlineMs(each) <= nowMs);
  const waiting = lane.waiting.filter((each) => !over.includes(each));
  const first = waiting[0];
  const delayMs = delayAfter(failures, jitter, outcome.retryAfterMs);
  const next: Lane = {
    waiting,
    attempts: first === webhook ? attempt : 0,
    failures,
    // The last attempt is at the end of the time and not before.
    dueMs: first === undefined ? nowMs : Math.min(nowMs + delayMs, deadlineMs(first)),
    isUnderWay: false,
  };
  const fate = over.length === 0 ? "failed" : "given up";
  return {
    state: {
      lanes: withLane(state.lanes, roomSid, next),
      standings: withStanding(state.standings, receiverOf(webhook.url), "failing"),
    },
    effects: [
      { do: "log", webhook, fate, attempt, outcome },
      ...over.flatMap((each): QueueEffect[] => [
        ...(each === webhook ? [] : [notTried(each, "given up")]),
        { do: "forget", webhook: each },
      ]),
      ...(first === undefined ? [] : [{ do: "store lane", roomSid, lane: next } as const]),
    ],
  };
}

function delivered(
  { lanes, standings }: QueueState,
  lane: Lane,
  webhook: Webhook,
  outcome: Extract<Outcome, { is: "delivered" }>,
  nowMs: number,
): QueueOutcome {
  const { roomSid } = webhook;
  const receiver = receiverOf(webhook.url);
  const next: Lane = { ...newLane(nowMs), waiting: lane.waiting.slice(1) };
  const others = withLane(lanes, roomSid, next);
  return {
    state: {
      lanes: standings.get(receiver) === "failing" ? hurried(others, receiver, nowMs) : others,
      standings: withStanding(standings, receiver, outcome.tookMs > queueLimits.slowMs ? "slow" : undefined),
    },
    effects: [
      { do: "log", webhook, fate: "delivered", attempt: lane.attempts + 1, outcome },
      { do: "forget", webhook },
      ...(lane.failures > 0 && next.waiting.length > 0
        ? [{ do: "store lane", roomSid, lane: next } as const]
        : []),
    ],
  };
}

function newLane(nowMs: number): Lane {
  return { waiting: [], attempts: 0, failures: 0, dueMs: nowMs, isUnderWay: false };
}

function deadlineMs(webhook: Webhook): number {
  return webhook.queuedMs + queueLimits.retryForMs;
}

function notTried(webhook: Webhook, fate: Fate): QueueEffect {
  return { do: "log", webhook, fate, attempt: 0, outcome: undefined };
}

/**
 * Doubles with each failure. Half of it is left to chance, so that what failed together does not come back
 * together.
 */
function delayAfter(failures: number, jitter: number, retryAfterMs: number | undefined): number {
  const { firstDelayMs, longestDelayMs } = queueLimits;
  const longMs = Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs);
  return Math.max((longMs / 2) * (1 + jitter), Math.min(retryAfterMs ?? 0, longestDelayMs));
}

/** Sends what is due and has a slot. */
function start({ state, effects }: QueueOutcome, nowMs: number): QueueOutcome {
  const heads = [...state.lanes].flatMap(([roomSid, lane]) => {
    const webhook = lane.waiting[0];
    return webhook === undefined ? [] : [{ roomSid, lane, webhook, receiver: receiverOf(webhook.url) }];
  });
  const free = slots(
    heads.filter(({ lane }) => lane.isUnderWay).map(({ receiver }) => receiver),
    state.standings,
  );
  const lanes = new Map(state.lanes);
  const sends: QueueEffect[] = [];
  const due = heads.filter(({ lane }) => !lane.isUnderWay && lane.dueMs <= nowMs);
  for (const { roomSid, lane, webhook, receiver } of due.sort((a, b) => a.lane.dueMs - b.lane.dueMs)) {
    if (!free.take(receiver)) continue;
    lanes.set(roomSid, { ...lane, isUnderWay: true });
    sends.push({ do: "send", webhook });
  }
  return { state: { ...state, lanes }, effects: [...effects, ...sends] };
}

function withLane(lanes: QueueState["lanes"], roomSid: string, lane: Lane): Map<string, Lane> {
  const next = new Map(lanes);
  if (lane.waiting.length === 0) next.delete(roomSid);
  else next.set(roomSid, lane);
  return next;
}

function withStanding(
  standings: QueueState["standings"],
  receiver: string,
  standing: Standing | undefined,
): QueueState["standings"] {
  if (standings.get(receiver) === standing) return standings;
  const next = new Map(standings);
  next.delete(receiver);
  if (standing !== undefined) next.set(receiver, standing);
  const [oldest] = next.keys();
  if (oldest !== undefined && next.size > queueLimits.standings) next.delete(oldest);
  return next;
}

/** A receiver that is back gets everything that waited for it, without the rest of the delays. */
function hurried(lanes: QueueState["lanes"], receiver: string, nowMs: number): QueueState["lanes"] {
  return new Map(
    [...lanes].map(([roomSid, lane]) => {
      const isIts = receiverOf(lane.waiting[0]?.url ?? "") === receiver;
      return [roomSid, isIts && lane.dueMs > nowMs ? { ...lane, dueMs: nowMs } : lane];
    }),
  );
}
