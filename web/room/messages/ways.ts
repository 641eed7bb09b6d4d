import type { Mesh, Signaling } from "../ports.ts";
import { Pace } from "./pace.ts";
import type { Pair } from "./pair.ts";

/** The signal-worker carries 25 a second of one page, and 200 at once. */
const serverPace = { burst: 100, perSecond: 20 };

/** The two ways to somebody: the link, or while there is none the signal-worker. */
export class Ways {
  readonly #mesh: Pick<Mesh, "say">;
  readonly #signaling: Pick<Signaling, "say">;
  readonly #serverPace = new Pace(serverPace.burst, serverPace.perSecond, performance.now());

  constructor(mesh: Pick<Mesh, "say">, signaling: Pick<Signaling, "say">) {
    this.#mesh = mesh;
    this.#signaling = signaling;
  }

  /** @returns the time that it was said: now; when there is room for it; or never, where there is no way */
  say({ peerId, pace }: Pair, text: string, nowMs: number): number {
    const readyMs = pace.readyMs(nowMs);
    if (readyMs > nowMs) return readyMs;
    if (!this.#mesh.say(peerId, text)) {
      const serverMs = this.#serverPace.readyMs(nowMs);
      if (serverMs > nowMs) return serverMs;
      if (this.#signaling.say?.(peerId, text) !== true) return Infinity;
      this.#serverPace.spend(nowMs);
    }
    pace.spend(nowMs);
    return nowMs;
  }
}
