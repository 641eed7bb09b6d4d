/** Samples per message: 10 ms at 48 kHz, one block of the kernel's. */
const blockSamples = 480;

/**
 * Runs in the audio thread: collects mono blocks and hands them to whoever holds the port. The build writes it to
 * `dist/level-tap.js` too.
 */
export const levelTapProcessor = `registerProcessor("meshcall-level-tap", class extends AudioWorkletProcessor {
  constructor() {
    super();
    this.block = new Float32Array(${blockSamples});
    this.filled = 0;
    this.port.onmessage = ({ data }) => {
      this.out?.close();
      this.out = data;
      this.ended = data === null;
    };
  }
  process([[channel]]) {
    if (this.ended) return false;
    if (!channel || !this.out) return true;
    for (const sample of channel) {
      this.block[this.filled++] = sample;
      if (this.filled < ${blockSamples}) continue;
      this.out.postMessage(this.block, [this.block.buffer]);
      this.block = new Float32Array(${blockSamples});
      this.filled = 0;
    }
    return true;
  }
});`;
