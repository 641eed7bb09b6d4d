import type { LinkLayers } from "../link-layers.ts";

/** As libwebrtc keeps between two that a receiver asks for by RTCP. */
const leastIntervalMs = 300;

/** The whole pictures that one link is asked for. */
export class KeyFrames {
  readonly #layers: LinkLayers;
  readonly #sentAtMs = new Map<string, number>();

  constructor(layers: LinkLayers) {
    this.#layers = layers;
  }

  /** @returns whether one is to be sent now. One that comes too soon waits, and several that wait are one */
  take(sid: string, active: boolean): boolean {
    const { keyFrames } = this.#layers;
    if (!keyFrames.has(sid)) return false;
    const nowMs = performance.now();
    const waitMs = (this.#sentAtMs.get(sid) ?? -Infinity) + leastIntervalMs - nowMs;
    if (active && waitMs > 0) {
      this.#layers.chooseSoon(waitMs);
      return false;
    }
    keyFrames.delete(sid); // of what is off, the next picture is a whole one anyhow
    if (active) this.#sentAtMs.set(sid, nowMs);
    return active;
  }
}

/**
 * Has a sender make a whole picture.
 * @param set applies the parameters in force, with these options
 * @param stop the same, and the encoding is off
 */
export async function sendKeyFrame(
  set: (options?: RTCSetParameterOptions) => Promise<boolean>,
  stop: () => Promise<boolean>,
): Promise<boolean> {
  let isKnown = false;
  const options = {
    get encodingOptions() {
      isKnown = true; // a browser reads no option that it does not know
      return [{ keyFrame: true }];
    },
  };
  const isSet = await set(options);
  if (isKnown || !isSet) return isSet;
  // an encoder that is switched on begins with a whole picture; in Chromium as soon as with the option: 50 ms (measured)
  return (await stop()) && (await set());
}

/** Everybody's whole pictures at fixed times. */
export class KeyFrameBeat {
  readonly #links: Iterable<LinkLayers>;
  #seconds = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(links: Iterable<LinkLayers>) {
    this.#links = links;
  }

  /** @param seconds 0: none */
  follow(seconds: number): void {
    if (seconds === this.#seconds) return;
    this.#seconds = seconds;
    clearInterval(this.#timer);
    if (seconds > 0) this.#timer = setInterval(() => this.#beat(), seconds * 1_000);
  }

  #beat(): void {
    for (const link of this.#links) for (const [sid] of link.senders()) link.keyFrame(sid);
  }
}
