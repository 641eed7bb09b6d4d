import { afterEach, describe, expect, it, vi } from "vitest";
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

describe("a kernel that dies in a call", () => {
  it("stops the levels and is started again by the next call", async () => {
    const RealWorker = globalThis.Worker;
    const started: Worker[] = [];
    vi.stubGlobal(
      "Worker",
      class extends RealWorker {
        constructor(url: string | URL, options?: WorkerOptions) {
          super(url, options);
          started.push(this);
        }
      },
    );
    welcomeEverybody();
    const warned = vi.spyOn(console, "warn").mockReturnValue();
    const room = await connect("token", { audio: true, server });
    const seen = await levels(room);
    expect(started).toHaveLength(1);
    started[0]!.postMessage({ id: "1", type: "APPLY", path: [], argumentList: 5 }); // no message of comlink's
    await vi.waitFor(() => expect(seen.at(-1)).toEqual({ levelDbov: -127, speaking: false }), levelWait);
    expect(room.state).toBe("connected");
    expect(warned).toHaveBeenCalledWith(expect.stringContaining("kernel has died"), expect.anything());
    room.disconnect();

    const next = await connect("token", { audio: true, server });
    await levels(next);
    expect(started).toHaveLength(2);
    next.disconnect();
  });
});
