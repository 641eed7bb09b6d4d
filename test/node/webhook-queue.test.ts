import { describe, expect, test } from "vitest";
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

const { retryForMs, longestDelayMs } = queueLimits;
const startMs = 1_000_000;

function webhook(
  room: string,
  sequenceNumber: number,
  receiver = "https://a.example",
  queuedMs = startMs,
): Webhook {
  return {
    roomSid: room,
    sequenceNumber,
    event: "track-added",
    url: `${receiver}/hook`,
    method: "POST",
    parameters: {},
    queuedMs,
  };
}

const delivered: Outcome = { is: "delivered", httpStatus: 204, tookMs: 20 };
const slow: Outcome = { is: "delivered", httpStatus: 204, tookMs: 9_000 };
const refused: Outcome = {
  is: "failed",
  httpStatus: 503,
  reason: "answer",
  tookMs: 20,
  retryAfterMs: undefined,
};

/** A queue and what it has done, at a time that the test moves. */
class Line {
  nowMs = startMs;
  state: QueueState = emptyQueue;
  effects: readonly QueueEffect[] = [];

  do(event: QueueEvent): this {
    ({ state: this.state, effects: this.effects } = step(this.state, event, this.nowMs));
    return this;
  }
  queue(...webhooks: Webhook[]): this {
    return this.do({ is: "queued", webhooks });
  }
  tried(roomSid: string, outcome: Outcome, jitter = 1): this {
    return this.do({ is: "tried", roomSid, outcome, jitter });
  }
  at(nowMs: number | undefined): this {
    if (nowMs === undefined) throw new Error("nothing is due");
    this.nowMs = nowMs;
    return this.do({ is: "time passed" });
  }
  next(): number | undefined {
    return nextDueMs(this.state, this.nowMs);
  }
  get sent(): string[] {
    return this.effects.flatMap((effect) =>
      effect.do === "send" ? [`${effect.webhook.roomSid} ${effect.webhook.sequenceNumber}`] : [],
    );
  }
  get fates(): string[] {
    return this.effects.flatMap((effect) =>
      effect.do === "log" ? [`${effect.webhook.sequenceNumber} ${effect.fate} ${effect.attempt}`] : [],
    );
  }
}

describe("one room", () => {
  test("its webhooks leave one after the other", () => {
    const line = new Line().queue(webhook("R", 0), webhook("R", 1));
    expect(line.sent).toEqual(["R 0"]);
    expect(line.queue(webhook("R", 2)).sent).toEqual([]);
    expect(line.tried("R", delivered).sent).toEqual(["R 1"]);
    expect(line.tried("R", delivered).sent).toEqual(["R 2"]);
    expect(line.tried("R", delivered).state.lanes.size).toBe(0);
  });

  test("a failure is tried again, later each time, and holds back what comes after it", () => {
    const line = new Line().queue(webhook("R", 0), webhook("R", 1));
    const waits = Array.from({ length: 14 }, () => {
      const atMs = line.tried("R", refused).next();
      const wait = (atMs ?? 0) - line.nowMs;
      expect(line.at(atMs).sent).toEqual(["R 0"]);
      return wait;
    });
    expect(waits.slice(0, 5)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(waits.at(-1)).toBe(longestDelayMs);
    expect(line.tried("R", delivered).sent).toEqual(["R 1"]);
    expect(line.tried("R", refused).next()).toBe(line.nowMs + 1_000);
  });

  test("chance takes up to half of a delay", () => {
    const line = new Line().queue(webhook("R", 0)).tried("R", refused, 0);
    expect(line.next()).toBe(startMs + 500);
  });

  test("a receiver that says when to come back is obeyed, within reason", () => {
    const busy = (retryAfterMs: number): Outcome => ({ ...refused, retryAfterMs });
    const line = new Line().queue(webhook("R", 0)).tried("R", busy(60_000));
    expect(line.next()).toBe(startMs + 60_000);
    line.at(line.next()).tried("R", busy(10 ** 9));
    expect(line.next()).toBe(line.nowMs + longestDelayMs);
  });

  test("the last attempt is a day after the first; then it is given up, and what is younger goes on", () => {
    const line = new Line().queue(webhook("R", 0), webhook("R", 1));
    line.nowMs += 60_000;
    line.queue(webhook("R", 2, "https://a.example", line.nowMs));
    for (line.tried("R", refused); line.nowMs < startMs + retryForMs; line.tried("R", refused)) {
      expect(line.fates.at(-1)).toMatch(/^0 failed/);
      line.at(line.next());
    }
    expect(line.nowMs).toBe(startMs + retryForMs);
    expect(line.fates).toEqual([expect.stringMatching(/^0 given up \d+$/), "1 given up 0"]);
    expect(line.at(line.next()).sent).toEqual(["R 2"]);
    expect(line.nowMs).toBe(startMs + 60_000 + retryForMs);
    line.tried("R", delivered);
    expect(line.fates).toEqual(["2 delivered 1"]);
  });

  test("a full lane loses its oldest that is not under way, and says so", () => {
    const line = new Line().queue(
      ...Array.from({ length: queueLimits.waitingPerRoom + 2 }, (_, number) => webhook("R", number)),
    );
    expect(line.fates).toEqual(["0 dropped 0", "1 dropped 0"]);
    expect(line.sent).toEqual(["R 2"]);
    expect(line.queue(webhook("R", 9_999)).fates).toEqual(["3 dropped 0"]);
  });
});

describe("several rooms", () => {
  test("one whose receiver is dead holds nobody else back", () => {
    const line = new Line().queue(
      webhook("dead", 0, "https://dead.example"),
      webhook("R", 0),
      webhook("S", 0),
    );
    expect(line.sent).toEqual(["dead 0", "R 0", "S 0"]);
    line.tried("dead", refused).queue(webhook("R", 1)).tried("R", delivered);
    expect(line.sent).toEqual(["R 1"]);
  });

  test("receivers that are slow or fail leave half of the slots to prompt ones", () => {
    const line = new Line();
    const doubtful = Array.from({ length: 10 }, (_, index) => `slow${index}`);
    for (const room of doubtful) {
      line.queue(webhook(room, 0, `https://${room}.example`), webhook(room, 1, `https://${room}.example`));
      line.tried(room, slow);
    }
    const busy = [...line.state.lanes.values()].filter((lane) => lane.isUnderWay);
    expect(busy.length).toBe(slotLimits.perDoubtful);
    line.queue(webhook("R", 0), webhook("S", 0, "https://b.example"), webhook("T", 0, "https://c.example"));
    expect(line.sent).toEqual(["R 0", "S 0", "T 0"]);
    expect(line.queue(webhook("U", 0, "https://d.example")).sent).toEqual([]);
    expect(line.tried("R", delivered).sent).toEqual(["U 0"]);
  });

  test("of a receiver that fails one request finds out whether it is back; then all that waited leaves", () => {
    const rooms = ["R", "S", "T"];
    const line = new Line().queue(...rooms.map((room) => webhook(room, 0)));
    for (const room of rooms) line.tried(room, refused);
    expect(line.at(startMs + 3_000).sent).toEqual(["R 0"]);
    line.tried("R", refused);
    line.at(line.nowMs);
    expect(line.sent).toEqual([]);
    line.tried("S", delivered);
    expect(line.sent.sort()).toEqual(["R 0", "T 0"]);
  });

  test("an account holds no more than it may, whatever the number of its rooms", () => {
    const line = new Line();
    const rooms = queueLimits.waitingInAll / 1_000 + 5;
    for (let room = 0; room < rooms; room++)
      line.queue(...Array.from({ length: 1_000 }, (_, number) => webhook(`R${room}`, number)));
    const waiting = [...line.state.lanes.values()].reduce((sum, lane) => sum + lane.waiting.length, 0);
    expect(waiting).toBe(queueLimits.waitingInAll);
  });
});
