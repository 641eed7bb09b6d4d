import * as layout from "../../wasm/layout.ts";
import type { Level } from "./kernel-api.ts";
import { KernelError } from "./kernel-error.ts";
import type { KernelWasm } from "./kernel-wasm.ts";
import { Resampler } from "./resampler.ts";

const kernelRateHz = 48_000;
/** 100 ms between reports that bring no change of voice. */
const blocksPerReport = 10;

/** One microphone: sample blocks in through one port, levels out through another. */
export class LevelInput {
  readonly #wasm: KernelWasm;
  readonly #microphone: number;
  readonly #samples: MessagePort;
  readonly #report: MessagePort;
  readonly #resampler: Resampler;
  readonly #block = new Float32Array(layout.LEVEL_BLOCK_SAMPLES);
  #filled = 0;
  #voice = false;
  #loudestDbov = -127;
  #blocks = 0;

  /** @param microphone 0..7, no other input's @param onClosed the port of the samples was closed by the other side */
  constructor(
    wasm: KernelWasm,
    microphone: number,
    samples: MessagePort,
    report: MessagePort,
    sampleRateHz: number,
    onClosed: () => void,
  ) {
    if (!(sampleRateHz >= 8_000 && sampleRateHz <= 384_000)) {
      throw new KernelError(`Not a sample rate: ${sampleRateHz} Hz`);
    }
    this.#wasm = wasm;
    this.#microphone = microphone;
    this.#samples = samples;
    this.#report = report;
    this.#resampler = new Resampler(sampleRateHz, kernelRateHz);
    wasm.exports.levelReset(microphone);
    samples.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (data instanceof Float32Array) this.#resampler.push(data, (sample) => this.#add(sample));
    });
    samples.addEventListener("close", onClosed);
    samples.start();
  }

  /** Closes both ports. */
  stop(): void {
    this.#samples.close();
    this.#report.close();
    this.#wasm.exports.levelReset(this.#microphone);
  }

  #add(sample: number): void {
    this.#block[this.#filled++] = sample;
    if (this.#filled < this.#block.length) return;
    this.#filled = 0;
    this.#wasm.floats.set(this.#block, layout.LEVEL_SAMPLES_OFFSET / 4);
    this.#measure(this.#wasm.exports.levelBlock(this.#microphone));
  }

  #measure(result: number): void {
    const voice = (result & layout.LEVEL_VOICE_BIT) !== 0;
    this.#loudestDbov = Math.max(this.#loudestDbov, 0 - (result & 127));
    this.#blocks += 1;
    if (voice === this.#voice && this.#blocks < blocksPerReport) return;
    const level: Level = { levelDbov: this.#loudestDbov, voice };
    this.#report.postMessage(level);
    this.#voice = voice;
    this.#loudestDbov = -127;
    this.#blocks = 0;
  }
}
