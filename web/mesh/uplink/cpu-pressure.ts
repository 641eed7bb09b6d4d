export interface CpuReading {
  /** A sender says that the processor is what limits it. */
  limited: boolean;
  /** Seconds spent encoding in each second, over all links. */
  encodeShare: number;
  /** Of the link whose encoders have most to do. */
  largestShare: number;
  /** The system says that it has too much to do, with us or without. */
  hot: boolean;
}

/** Two readings, so that a moment's load changes nothing. */
const roundsToStep = 2;
const step = 0.75;
const least = 0.1;
const calmMs = 30_000;
const longestCalmMs = 240_000;
/** Pressure this soon after a step up was brought about by it: the next one waits twice as long. */
const relapseMs = 15_000;
/** Of all cores: encoding is not all that a device has to do. */
const pressedShare = 0.6;
const calmShare = 0.45;
/** Below it nothing is gained by encoding less: somebody else makes the device hot. */
const blameShare = 0.1;
/** The same where one encoder serves all links: whoever sees its picture would be given less, for little. */
const sharedBlameShare = 0.3;
/** Of the time between two frames: an encoder that needs more drops frames. */
const encoderShare = 0.9;

/** What part of the wished encoding the device can do: down within two readings, up after a long calm. */
export class CpuPressure {
  readonly #cores: number;
  readonly #blameShare: number;
  #share = 1;
  #pressedRounds = 0;
  #calmSinceMs = 0;
  #raisedAtMs = -Infinity;
  #patienceMs = calmMs;

  /** @param isShared one encoder serves many links */
  constructor(cores: number, isShared = false) {
    this.#cores = cores;
    this.#blameShare = isShared ? sharedBlameShare : blameShare;
  }

  /** @returns 0.1..1 */
  update({ limited, encodeShare, largestShare, hot }: CpuReading, nowMs: number): number {
    const load = encodeShare / this.#cores;
    const pressed =
      limited || load > pressedShare || largestShare > encoderShare || (hot && load > this.#blameShare);
    if (pressed || load > calmShare) this.#calmSinceMs = nowMs;
    this.#pressedRounds = pressed ? this.#pressedRounds + 1 : 0;
    if (this.#pressedRounds >= roundsToStep) {
      if (nowMs - this.#raisedAtMs < relapseMs)
        this.#patienceMs = Math.min(longestCalmMs, this.#patienceMs * 2);
      this.#raisedAtMs = -Infinity;
      this.#pressedRounds = 0;
      this.#share = Math.max(least, this.#share * step);
    } else if (this.#share < 1 && nowMs - this.#calmSinceMs >= this.#patienceMs) {
      this.#share = Math.min(1, this.#share / step);
      this.#calmSinceMs = this.#raisedAtMs = nowMs;
    }
    return this.#share;
  }
}
