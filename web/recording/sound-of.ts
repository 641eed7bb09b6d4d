import { AudioSampleSink, type AudioSample, type InputAudioTrack } from "mediabunny";
import { sampleRateHz } from "./audio-lane.ts";

/** The sound of one file, read forwards. */
export class SoundOf {
  readonly #samples: AsyncGenerator<AudioSample, void, unknown>;
  /** What was read, and where in the file it stands, in samples. */
  #piece: { data: Float32Array; from: number } | undefined;
  #over = false;

  constructor(track: InputAudioTrack) {
    this.#samples = new AudioSampleSink(track).samples();
  }

  /** Adds what is there to `sum`. @param from where in the file `sum` begins, in samples; may be before its beginning */
  async addTo(sum: Float32Array, from: number): Promise<void> {
    for (;;) {
      this.#piece ??= await this.#next();
      if (this.#piece === undefined) return;
      const { data, from: at } = this.#piece;
      if (at >= from + sum.length) return;
      const begin = Math.max(at, from);
      const end = Math.min(at + data.length, from + sum.length);
      for (let index = begin; index < end; index++)
        sum[index - from] = (sum[index - from] ?? 0) + (data[index - at] ?? 0);
      if (at + data.length > from + sum.length) return; // the rest is for the next
      this.#piece = undefined;
    }
  }

  async close(): Promise<void> {
    await this.#samples.return();
  }

  async #next(): Promise<{ data: Float32Array; from: number } | undefined> {
    if (this.#over) return undefined;
    const { value: sample } = await this.#samples.next();
    if (!sample) {
      this.#over = true;
      return undefined;
    }
    const data = new Float32Array(sample.numberOfFrames);
    sample.copyTo(data, { planeIndex: 0, format: "f32-planar" });
    const from = Math.round(sample.timestamp * sampleRateHz);
    sample.close();
    return { data, from };
  }
}
