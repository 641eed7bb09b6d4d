import type { AudioLevel } from "./ports.ts";

/** When somebody counts as talking: of the room's rules, with Janus's names. */
export interface TalkingRules {
  /** How many packets of 20 ms are judged together. */
  audioActivePackets: number;
  /** -dBov, 0 to 127: on average they were this loud or louder. */
  audioLevelAverage: number;
}

/** Of Opus in WebRTC (RFC 7587, section 4.2): what `audioActivePackets` counts. */
const packetMs = 20;
/** A report stands for the time since the one before: in a crowd, who is silent reports every 400 ms. */
const longestReportMs = 450;
/** And for so long after a longer time: some were missing. */
const reportMs = 150;

/**
 * Whether somebody talks, as Janus's VideoRoom has it: the levels of so many packets make one average, which decides until
 * as many have come again. A rule over levels: time comes in, nothing runs by itself.
 */
export class Talking {
  #reportedAtMs = -Infinity;
  #coveredMs = 0;
  /** Of the time that is covered: dBov times ms. */
  #loudness = 0;
  #isTalking = false;

  get isTalking(): boolean {
    return this.#isTalking;
  }

  /** @returns whether it has changed */
  hear({ levelDbov }: Pick<AudioLevel, "levelDbov">, rules: TalkingRules, atMs: number): boolean {
    const sinceMs = atMs - this.#reportedAtMs;
    const passedMs = sinceMs > longestReportMs ? reportMs : Math.max(1, sinceMs);
    this.#reportedAtMs = atMs;
    this.#coveredMs += passedMs;
    this.#loudness += passedMs * levelDbov;
    if (this.#coveredMs < windowMs(rules)) return false;
    const isTalking = this.#loudness / this.#coveredMs >= -rules.audioLevelAverage;
    this.#coveredMs = this.#loudness = 0;
    return this.#set(isTalking);
  }

  /** No reports come any more. @returns whether it has changed */
  silent(): boolean {
    this.#coveredMs = this.#loudness = 0;
    return this.#set(false);
  }

  #set(isTalking: boolean): boolean {
    const changed = isTalking !== this.#isTalking;
    this.#isTalking = isTalking;
    return changed;
  }
}

/** How long one average takes. */
export function windowMs({ audioActivePackets }: TalkingRules): number {
  return audioActivePackets * packetMs;
}
