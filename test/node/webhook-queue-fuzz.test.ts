import { expect, test } from "vitest";
import type { Outcome } from "../../signal-worker/src/webhooks/delivery.ts";
import {
  emptyQueue,
  nextDueMs,
  queueLimits,
  step,
  type QueueEffect,
  type QueueEvent,
  type QueueState,
} from "../../signal-worker/src/webhooks/queue.ts";
import { slotLimits } from "../../signal-worker/src/webhooks/slots.ts";
import type { Webhook } from "../../signal-worker/src/webhooks/webhook.ts";
import { seededRandom } from "./signal-world.ts";

const seed = Number(process.env["FUZZ_SEED"] ?? Date.now() % 2 ** 31);
const worlds = 100;

interface Receiver {
  readonly origin: string;
  /** Down from the first to the second of each pair. */
  readonly outages: readonly (readonly [number, number])[];
  readonly answerMs: number;
}

/** Rooms that queue, receivers that come and go, and a queue that is now and then loaded again from what it kept. */
class World {
  readonly #random: () => number;
  readonly #receivers: readonly Receiver[];
  readonly #underWay = new Map<string, { readonly webhook: Webhook; readonly untilMs: number }>();
  readonly arrived = new Map<string, number[]>();
  readonly queued = new Map<string, number[]>();
  readonly fates: string[] = [];
  stored: Webhook[] = [];
  state: QueueState = emptyQueue;
  nowMs = 0;

  constructor(random: () => number, receivers: readonly Receiver[]) {
    this.#random = random;
    this.#receivers = receivers;
  }

  queue(room: string): void {
    const numbers = this.queued.get(room) ?? [];
    const receiver = this.#receivers[Number(room.slice(1)) % this.#receivers.length]!;
    const count = 1 + Math.floor(this.#random() * 4);
    const webhooks = Array.from({ length: count }, (_, index): Webhook => ({
      roomSid: room,
      sequenceNumber: numbers.length + index,
      event: "track-added",
      url: `${receiver.origin}/`,
      method: "POST",
      parameters: {},
      queuedMs: this.nowMs,
    }));
    this.queued.set(room, [...numbers, ...webhooks.map((each) => each.sequenceNumber)]);
    this.#do({ is: "queued", webhooks });
  }

  /** To the next thing that happens by itself. @returns false when nothing will */
  pass(untilMs: number): boolean {
    const answers = [...this.#underWay.values()].map((request) => request.untilMs);
    const next = Math.min(nextDueMs(this.state, this.nowMs) ?? Infinity, ...answers);
    if (next > untilMs) {
      this.nowMs = untilMs;
      return false;
    }
    this.nowMs = next;
    const answered = [...this.#underWay].find(([, request]) => request.untilMs <= next);
    if (answered === undefined) this.#do({ is: "time passed" });
    else this.#answer(...answered);
    return true;
  }

  /** The object is ended and starts anew; what was under way may have arrived. */
  restart(): void {
    this.#underWay.clear();
    const lanes = Map.groupBy(this.stored, (webhook) => webhook.roomSid);
    const fresh = { attempts: 0, failures: 0, dueMs: this.nowMs, isUnderWay: false };
    this.state = {
      ...emptyQueue,
      lanes: new Map([...lanes].map(([room, waiting]) => [room, { ...fresh, waiting }])),
    };
    this.#do({ is: "time passed" });
  }

  #answer(room: string, { webhook }: { readonly webhook: Webhook }): void {
    this.#underWay.delete(room);
    const { origin, outages, answerMs } = this.#receiverOf(webhook);
    const isDown = outages.some(([from, to]) => from <= this.nowMs && this.nowMs < to);
    const tookMs = isDown ? 15_000 : answerMs;
    const outcome: Outcome = isDown
      ? { is: "failed", httpStatus: undefined, reason: "timeout", tookMs, retryAfterMs: undefined }
      : { is: "delivered", httpStatus: 200, tookMs };
    if (!isDown) {
      const seen = this.arrived.get(room) ?? [];
      this.arrived.set(room, [...seen, webhook.sequenceNumber]);
    }
    expect(webhook.url).toBe(`${origin}/`);
    this.#do({ is: "tried", roomSid: room, outcome, jitter: this.#random() });
  }

  #receiverOf(webhook: Webhook): Receiver {
    return this.#receivers.find(({ origin }) => webhook.url === `${origin}/`)!;
  }

  #do(event: QueueEvent): void {
    const { state, effects } = step(this.state, event, this.nowMs);
    this.state = state;
    for (const effect of effects) this.#keep(effect);
    const lanes = [...state.lanes.values()];
    expect(lanes.flatMap((lane) => lane.waiting).sort(byPlace)).toEqual([...this.stored].sort(byPlace));
    expect(this.#underWay.size).toBeLessThanOrEqual(slotLimits.inAll);
    // Nothing waits for ever: it is under way, or due at some time, or what is under way will make room for it.
    if (lanes.length > 0 && this.#underWay.size === 0) expect(nextDueMs(state, this.nowMs)).toBeDefined();
  }

  #keep(effect: QueueEffect): void {
    if (effect.do === "store") this.stored.push(effect.webhook);
    if (effect.do === "forget") this.stored = this.stored.filter((each) => each !== effect.webhook);
    if (effect.do === "log") this.fates.push(effect.fate);
    if (effect.do !== "send") return;
    const { webhook } = effect;
    expect(this.#underWay.has(webhook.roomSid)).toBe(false);
    const { answerMs } = this.#receiverOf(webhook);
    this.#underWay.set(webhook.roomSid, { webhook, untilMs: this.nowMs + answerMs });
  }
}

function byPlace(a: Webhook, b: Webhook): number {
  return a.roomSid.localeCompare(b.roomSid) || a.sequenceNumber - b.sequenceNumber;
}

test(`in ${worlds} worlds order is kept, and nothing is lost whose receiver is back in time (seed ${seed})`, () => {
  for (let number = 0; number < worlds; number++) {
    const random = seededRandom(seed + number);
    const hours = (count: number) => count * 3_600_000 * random();
    const receivers = Array.from({ length: 1 + Math.floor(random() * 5) }, (_, index): Receiver => {
      const from = hours(2);
      const outages = random() < 0.5 ? [] : ([[from, from + hours(20)]] as const);
      return { origin: `https://r${index}.example`, outages, answerMs: 5 + 14_000 * random() ** 4 };
    });
    const world = new World(random, receivers);
    const rooms = Array.from({ length: 1 + Math.floor(random() * 12) }, (_, index) => `R${index}`);
    const isRestarted = random() < 0.3;
    for (let event = 0; event < 60; event++) {
      world.queue(rooms[Math.floor(random() * rooms.length)]!);
      const untilMs = world.nowMs + (random() < 0.5 ? 3_000 * random() : hours(0.2));
      while (world.pass(untilMs));
      if (isRestarted && random() < 0.1) world.restart();
    }
    while (world.pass(world.nowMs + queueLimits.retryForMs));
    expect(world.stored).toEqual([]);
    expect(world.fates.filter((fate) => fate === "given up" || fate === "dropped")).toEqual([]);
    for (const [room, numbers] of world.queued) {
      // What was under way when the object ended may come a second time, and that at once.
      const arrived = world.arrived.get(room)!.filter((each, index, all) => each !== all[index - 1]);
      expect(arrived, room).toEqual(numbers);
    }
  }
}, 60_000);
