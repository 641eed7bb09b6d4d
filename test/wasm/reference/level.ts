/** RFC 6464: -dBov, where 0 is a full-scale square wave. */
export function referenceLevelDbov(samples: Float32Array): number {
  const power = samples.reduce((sum, x) => sum + x * x, 0) / samples.length;
  // Halves go to the louder side, and 0 has no sign.
  return 0 - Math.max(0, Math.min(127, Math.floor(0.5 - 10 * Math.log10(power))));
}

/**
 * The voice bit from the scores and levels of all blocks: two scores above 0.5 start it where the sound between 220 Hz
 * and 3.3 kHz is above -46 dBov, 270 ms after the last above 0.6 it ends.
 */
export function referenceVoice(blocks: readonly { score: number; speechDbov: number }[]): boolean[] {
  let hangBlocks = 0;
  return blocks.map(({ score, speechDbov }, at) => {
    const onset = at > 0 && score > 0.5 && blocks[at - 1]!.score > 0.5 && speechDbov > -46;
    const kept = hangBlocks > 0 && score > 0.6;
    hangBlocks = onset || kept ? 27 : Math.max(0, hangBlocks - 1);
    return hangBlocks > 0;
  });
}
