import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GentleLines } from "../../web/files/gentle-lines.ts";
import { GentleWindow, leastWindowBytes } from "../../web/files/gentle-window.ts";
import { parsePart, writeAnswer, writePart } from "../../web/files/part-wire.ts";
import { Bottleneck, SlowLines } from "../fakes/slow-lines.ts";

const pieceBytes = 64 * 1024;
const slow = { bytesPerMs: 125, delayMs: 20 }; // 1 Mbit/s
const fast = { bytesPerMs: 12_500, delayMs: 20 }; // 100 Mbit/s

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Ana sends to Ben through the bottleneck; what Ben answers has a way of its own. @param clockMs Ben's, before Ana's */
function two(bottleneck: Bottleneck, clockMs = 0) {
  const [ana, ben] = [new SlowLines("ana", bottleneck), new SlowLines("ben", new Bottleneck(fast))];
  SlowLines.join(ana, ben);
  const received: (string | ArrayBuffer)[] = [];
  const told: string[] = [];
  const quiet = { onOpen: () => undefined, onBroken: () => undefined, onGone: () => undefined };
  const sender = new GentleLines(ana, () => performance.now());
  sender.start({ ...quiet, onMessage: () => undefined });
  const receiver = new GentleLines(ben, () => performance.now() + clockMs);
  receiver.start({
    ...quiet,
    onMessage: (_peer, data) => void received.push(data),
    onArriving: (sid) => void told.push(sid),
  });
  return { ana, ben, sender, received, told };
}

function piece(seed: number, sizeBytes = pieceBytes): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: sizeBytes }, (_, at) => (at * 31 + seed) & 255);
}

/** As files do: two pieces wait, the next is read when one has left. @returns what stops it */
function sendWithoutEnd(sender: GentleLines): () => void {
  const some = piece(1);
  let isOver = false;
  const next = async (): Promise<void> => {
    while (!isOver) await sender.send("ben", some);
  };
  void next();
  void next();
  return () => (isOver = true);
}

/** What sound sent at each moment would wait for. */
async function waits(bottleneck: Bottleneck, forMs: number): Promise<number[]> {
  const found: number[] = [];
  for (let atMs = 0; atMs < forMs; atMs += 20) {
    await vi.advanceTimersByTimeAsync(20);
    found.push(bottleneck.queuedMs);
  }
  return found.sort((one, other) => one - other);
}

function share(sorted: readonly number[], of: number): number {
  return sorted[Math.floor(sorted.length * of)] ?? Number.NaN;
}

function receivedBytes(received: readonly (string | ArrayBuffer)[]): number {
  return received.reduce((sum, each) => sum + (typeof each === "string" ? 0 : each.byteLength), 0);
}

describe("files on a network that others use", () => {
  it("leave little in the queue of a slow link, and use most of it", async () => {
    const link = new Bottleneck(slow);
    const { sender, received } = two(link);
    const stop = sendWithoutEnd(sender);
    const all = await waits(link, 60_000);
    stop();
    expect(share(all, 0.9)).toBeLessThan(100);
    expect(Math.max(...all)).toBeLessThan(250);
    expect(receivedBytes(received)).toBeGreaterThan(0.85 * slow.bytesPerMs * 60_000 - 2 * pieceBytes);
  });

  it("whatever the two clocks say", async () => {
    for (const clockMs of [-86_400_000, 2 ** 32 - 70_000, 1e13]) {
      const link = new Bottleneck(slow);
      const stop = sendWithoutEnd(two(link, clockMs).sender);
      const all = await waits(link, 20_000);
      stop();
      expect(share(all, 0.9), `${clockMs}`).toBeLessThan(100);
    }
  });

  it("give way to what comes, and come back when it is over", async () => {
    const link = new Bottleneck(slow);
    const { sender, received } = two(link);
    const stop = sendWithoutEnd(sender);
    await waits(link, 10_000);
    const before = receivedBytes(received);
    const call = setInterval(() => link.carry(2_000, () => undefined), 20); // 100 of 125 bytes in each ms
    await waits(link, 5_000);
    const during = await waits(link, 20_000);
    clearInterval(call);
    expect(share(during, 0.9)).toBeLessThan(130);
    await waits(link, 5_000);
    const middle = receivedBytes(received);
    await waits(link, 10_000);
    stop();
    expect(before).toBeGreaterThan(0.75 * slow.bytesPerMs * 10_000 - 2 * pieceBytes);
    expect(receivedBytes(received) - middle).toBeGreaterThan(
      0.75 * slow.bytesPerMs * 10_000 - 2 * pieceBytes,
    );
  });

  it("take a fast path that nobody else uses", async () => {
    const link = new Bottleneck(fast);
    const { sender, received } = two(link);
    const stop = sendWithoutEnd(sender);
    await waits(link, 3_000);
    stop();
    expect(receivedBytes(received)).toBeGreaterThan(0.5 * fast.bytesPerMs * 3_000);
  });
});

describe("what goes over a gentle line", () => {
  it("arrives whole and in order, texts between bytes too", async () => {
    const { sender, received, told } = two(new Bottleneck(fast));
    const sent = ["a", piece(1), "b", piece(2, 1), piece(3, 300_000), "c"];
    await Promise.all([...sent.map((each) => sender.send("ben", each)), vi.advanceTimersByTimeAsync(5_000)]);
    const seen = received.map((each) => (typeof each === "string" ? each : new Uint8Array(each)));
    expect(seen).toEqual(sent);
    expect(new Set(told)).toEqual(new Set(["ana"]));
  });

  it("is refused when the path breaks, and what comes after it is whole", async () => {
    const { ana, sender, received } = two(new Bottleneck(slow));
    const lost = sender.send("ben", piece(1, 1_000_000));
    const outcome = lost.catch(String);
    await vi.advanceTimersByTimeAsync(500);
    ana.break();
    expect(await outcome).toContain("The path is gone");
    await vi.advanceTimersByTimeAsync(5_000);
    ana.mend();
    const sent = sender.send("ben", piece(2));
    await vi.advanceTimersByTimeAsync(5_000);
    await sent;
    expect(received.map((each) => new Uint8Array(each as ArrayBuffer))).toEqual([piece(2)]);
  });

  it("goes on after parts were lost without a word", async () => {
    const { ana, sender, received } = two(new Bottleneck(fast));
    ana.loses = () => true;
    const lost = sender.send("ben", piece(1));
    await vi.advanceTimersByTimeAsync(1_000);
    ana.loses = () => false;
    const sent = sender.send("ben", piece(2));
    await vi.advanceTimersByTimeAsync(15_000);
    await Promise.all([lost, sent]);
    expect(received.map((each) => new Uint8Array(each as ArrayBuffer))).toEqual([piece(2)]);
  });

  it("is dropped where it has no beginning or no end", async () => {
    const { ana, received } = two(new Bottleneck(fast));
    const part = { number: 1, sentMs: 0, isFirst: false, isLast: true, bytes: piece(1, 10) };
    await ana.send("ben", writePart(part));
    await ana.send("ben", new Uint8Array([3]));
    await ana.send("ben", new Uint8Array(40));
    await ana.send("ben", writeAnswer({ number: 7, delayMs: 1 }));
    for (let at = 0; at < 80; at++)
      await ana.send("ben", writePart({ ...part, isFirst: at === 0, isLast: at === 79, bytes: piece(at) }));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(received).toEqual([]);
  });
});

describe("a part", () => {
  it("is read as it was written", () => {
    const part = { number: 2 ** 32 - 1, sentMs: 5, isFirst: true, isLast: false, bytes: piece(1, 3) };
    expect(parsePart(writePart(part).buffer)).toEqual({ is: "part", ...part });
    const answer = { number: 9, delayMs: 2 ** 32 - 1 };
    expect(parsePart(writeAnswer(answer).buffer)).toEqual({ is: "answer", ...answer });
  });
});

describe("the window", () => {
  it("is small again when nothing arrives, and grows only while it holds something back", () => {
    const window = new GentleWindow();
    const first = window.bytes;
    window.acked(4_096, 10, 0, false);
    expect(window.bytes).toBe(first);
    for (let at = 0; at < 10; at++) window.acked(window.bytes, 10, at, true);
    expect(window.bytes).toBeGreaterThan(100 * first);
    window.timedOut();
    expect(window.bytes).toBe(leastWindowBytes);
  });

  it("forgets a path that was quicker after ten minutes", () => {
    const window = new GentleWindow();
    const minute = (delayMs: number, at: number) => {
      for (let each = 0; each < 10; each++) window.acked(4_096, delayMs, at * 60_000 + each, true);
    };
    minute(10, 0);
    for (let at = 1; at < 10; at++) minute(200, at);
    expect(window.bytes).toBe(leastWindowBytes);
    for (let at = 10; at < 12; at++) minute(200, at);
    expect(window.bytes).toBeGreaterThan(leastWindowBytes);
  });
});
