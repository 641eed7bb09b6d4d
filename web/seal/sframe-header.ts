/** The header of an SFrame (RFC 9605, section 4.3): which key, and which of its frames. */
export interface SframeHeader {
  /** 0 .. 2^64 - 1 */
  readonly kid: bigint;
  /** 0 .. 2^64 - 1; no key meets one twice. */
  readonly counter: bigint;
  /** How long the header is, 1..17. */
  readonly lengthBytes: number;
}

/** Numbers below stand in the first byte. */
const inFirstByte = 8n;

/** @throws RangeError for a number that 64 bits do not hold */
export function encodeHeader(kid: bigint, counter: bigint): Uint8Array<ArrayBuffer> {
  const [kidBytes, counterBytes] = [bytesOf(kid), bytesOf(counter)];
  const first = (halfOf(kid, kidBytes.length) << 4) | halfOf(counter, counterBytes.length);
  return Uint8Array.of(first, ...kidBytes, ...counterBytes);
}

/** @returns undefined for what is no header, or one that says a number longer than it has to */
export function parseHeader(frame: Uint8Array): SframeHeader | undefined {
  const [first] = frame;
  if (first === undefined) return undefined;
  const kid = readNumber(frame, 1, first >> 4);
  const counter = kid && readNumber(frame, kid.end, first);
  return counter && { kid: kid.value, counter: counter.value, lengthBytes: counter.end };
}

function bytesOf(value: bigint): number[] {
  if (value < 0n || value >= 1n << 64n) throw new RangeError("SFrame's numbers have 64 bits");
  const bytes: number[] = [];
  if (value >= inFirstByte)
    for (let rest = value; rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 0xffn));
  return bytes;
}

/** The number itself, or a bit that says that it follows, and in how many bytes. */
function halfOf(value: bigint, lengthBytes: number): number {
  return lengthBytes === 0 ? Number(value) : 8 | (lengthBytes - 1);
}

/** @param half its low four bits are as {@link halfOf} makes them */
function readNumber(frame: Uint8Array, at: number, half: number): { value: bigint; end: number } | undefined {
  const low = half & 7;
  if ((half & 8) === 0) return { value: BigInt(low), end: at };
  const end = at + low + 1;
  if (end > frame.length) return undefined;
  let value = 0n;
  for (const byte of frame.subarray(at, end)) value = (value << 8n) | BigInt(byte);
  const isShortest = low === 0 ? value >= inFirstByte : value >> BigInt(8 * low) > 0n;
  return isShortest ? { value, end } : undefined;
}
