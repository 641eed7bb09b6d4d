/** Voice for this much of the last seconds is somebody who wants to be heard; "yes" to a cat is shorter. */
const speechMs = 600;
const lookMs = 2_000;
/** Who goes on talking has seen it the first time, or does not mind. */
const restMs = 15_000;
/** A report stands for the time since the one before, but for no more than this. */
const reportMs = 150;

/** When to tell somebody that they speak into a muted microphone. A pure rule: time comes in. */
export class MutedSpeech {
  #voice: { atMs: number; voiceMs: number }[] = [];
  #heardAtMs = -Infinity;
  #toldAtMs = -Infinity;

  /** @param voice of a microphone that is muted @returns whether to tell now */
  hear(voice: boolean, atMs: number): boolean {
    const passedMs = Math.min(atMs - this.#heardAtMs, reportMs);
    this.#heardAtMs = atMs;
    this.#voice.push({ atMs, voiceMs: voice ? passedMs : 0 });
    this.#voice = this.#voice.filter((report) => report.atMs > atMs - lookMs);
    const totalMs = this.#voice.reduce((sum, { voiceMs }) => sum + voiceMs, 0);
    if (!voice || totalMs < speechMs || atMs - this.#toldAtMs < restMs) return false;
    this.#toldAtMs = atMs;
    return true;
  }

  /** The microphone is not muted any more: the next time is told at once. */
  unmuted(): void {
    this.#voice = [];
    this.#toldAtMs = -Infinity;
  }
}
