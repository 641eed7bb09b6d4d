import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { EffectsLink } from "../../web/effects/thread/effects-link.ts";
import type { News } from "../../web/effects/thread/messages.ts";

const beatMs = 75;

/** What the page has of a thread; it says what a test says. */
class FakeThread extends EventTarget {
  readonly postMessage = vi.fn<(order: unknown) => void>();
  readonly terminate = vi.fn<() => void>();
  readonly onerror = null;
  readonly onmessage = null;
  readonly onmessageerror = null;

  tell(news: News): void {
    this.dispatchEvent(new MessageEvent("message", { data: news }));
  }
}

let thread: FakeThread;
let link: EffectsLink;
const onEnd = vi.fn<() => void>();
beforeEach(() => {
  vi.useFakeTimers();
  thread = new FakeThread();
  link = new EffectsLink(thread, false, () => undefined, onEnd);
});
afterEach(() => {
  link.close();
  onEnd.mockReset();
  vi.useRealTimers();
});

function beatFor(ms: number): void {
  for (let at = 0; at < ms; at += beatMs) {
    thread.tell({ is: "beat" });
    vi.advanceTimersByTime(beatMs);
  }
}

it("an effects thread that has stopped without a word is given up within a second", () => {
  beatFor(5_000);
  expect(onEnd).not.toHaveBeenCalled();
  vi.advanceTimersByTime(500);
  expect(onEnd).not.toHaveBeenCalled();
  vi.advanceTimersByTime(450);
  expect(onEnd).toHaveBeenCalledOnce();
  expect(thread.terminate).toHaveBeenCalledOnce();
});

it("one that has said that something takes long, a model say, is waited for", () => {
  beatFor(300);
  thread.tell({ is: "long" });
  vi.advanceTimersByTime(2_500);
  expect(onEnd).not.toHaveBeenCalled();
  beatFor(300);
  vi.advanceTimersByTime(950);
  expect(onEnd).toHaveBeenCalledOnce();
});

it("a machine that lets the page wait as well proves nothing of the thread at once", () => {
  beatFor(300);
  const late = vi.spyOn(performance, "now");
  let nowMs = performance.now();
  for (let look = 0; look < 6; look++) {
    late.mockReturnValue((nowMs += 300));
    vi.advanceTimersByTime(150);
  }
  expect(onEnd).not.toHaveBeenCalled();
  late.mockRestore();
});
