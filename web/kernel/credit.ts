/**
 * Credit on a reliable track: the receiver tells, on the track's own channel, how many bytes of frames it has consumed since
 * the channel was opened; docs/frame-format.md section 4 has the bytes.
 */

/** Of frames that are not acknowledged yet. Measured: 256 to 512 KiB never stall a fresh connection, 1 MiB does. */
export const windowBytes = 512 * 1024;
/** An acknowledgement is due. */
export const ackEveryBytes = 128 * 1024;
const ackBytes = 4;
const modulus = 2 ** 32;

export function acknowledgement(consumedBytes: number): Uint8Array<ArrayBuffer> {
  const ack = new Uint8Array(ackBytes);
  new DataView(ack.buffer).setUint32(0, consumedBytes % modulus);
  return ack;
}

/**
 * @param data what came on the channel of an own track @param before what was acknowledged so far
 * @param sentBytes no more than this can be acknowledged
 * @returns undefined when it says nothing new
 */
export function ackedBytes(data: unknown, before: number, sentBytes: number): number | undefined {
  if (!(data instanceof ArrayBuffer) || data.byteLength !== ackBytes) return undefined;
  const more = (new DataView(data).getUint32(0) - (before % modulus) + modulus) % modulus;
  return more > 0 && before + more <= sentBytes ? before + more : undefined;
}
