import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { connect } from "../../web/connect.ts";
import type { AudioLevel } from "../../web/room/audio-level-feed.ts";
import type { Room } from "../../web/room/room.ts";
import { welcomeEverybody } from "../fakes/welcoming-socket.ts";

const server = "http://127.0.0.1:9";
const levelWait = { timeout: 10_000, interval: 20 };

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function levels(room: Room): Promise<AudioLevel[]> {
  const seen: AudioLevel[] = [];
  room.localParticipant.audioLevel.subscribe((level) => seen.push(level));
  await vi.waitFor(() => expect(seen.some(({ levelDbov }) => levelDbov > -100)).toBe(true), levelWait);
  return seen;
}

/** No message of comlink's: its listener throws, and nothing catches it. */
const poison = { id: "1", type: "APPLY", path: [], argumentList: 5 };

/** The kernel workers that were started, to make one fail: there is one for all calls of a page. */
const started: Worker[] = [];
const RealWorker = globalThis.Worker;

beforeAll(() => {
  globalThis.Worker = class extends RealWorker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      started.push(this);
    }
  };
});
afterAll(() => {
  globalThis.Worker = RealWorker;
});

describe("a kernel that dies in a call", () => {
  it("is started again, and the levels go on", async () => {
    welcomeEverybody();
    const warned = vi.spyOn(console, "warn").mockReturnValue();
    const room = await connect("token", { audio: true, server });
    const seen = await levels(room);
    expect(started).toHaveLength(1);
    started[0]!.postMessage(poison);
    // The old one's last word, then the new one's.
    await vi.waitFor(() => expect(seen).toContainEqual({ levelDbov: -127, speaking: false }), levelWait);
    seen.length = 0;
    await vi.waitFor(() => expect(seen.some(({ levelDbov }) => levelDbov > -100)).toBe(true), levelWait);
    expect(started).toHaveLength(2);
    expect(room.state).toBe("connected");
    expect(warned).toHaveBeenCalledWith(expect.stringContaining("kernel has died"), expect.anything());
    room.disconnect();
  });

  it(
    "is given up when it dies again and again, and started anew by the next call",
    { timeout: 40_000 },
    async () => {
      welcomeEverybody();
      const warned = vi.spyOn(console, "warn").mockReturnValue();
      const room = await connect("token", { audio: true, server });
      const deaths = () =>
        warned.mock.calls.filter(([text]) => String(text).includes("kernel has died")).length;
      const seen = await levels(room);
      const first = started.length;
      for (let death = 1; death <= 4; death++) {
        seen.length = 0;
        await vi.waitFor(() => expect(seen.some(({ levelDbov }) => levelDbov > -100)).toBe(true), levelWait);
        expect(started.length - first).toBe(death - 1);
        started.at(-1)!.postMessage(poison);
        await vi.waitFor(() => expect(deaths()).toBe(death), levelWait);
      }
      expect(warned).toHaveBeenLastCalledWith(expect.stringContaining("without levels"), expect.anything());
      await vi.waitFor(() => expect(seen.at(-1)).toEqual({ levelDbov: -127, speaking: false }), levelWait);
      expect(room.state).toBe("connected");
      room.disconnect();
      const beforeNext = started.length;

      const next = await connect("token", { audio: true, server });
      await levels(next);
      expect(started.length - beforeNext).toBe(1);
      next.disconnect();
    },
  );
});
