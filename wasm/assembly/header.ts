/** The SFrame header (RFC 9605 section 4.3): config byte `X KKK Y CCC`, then KID, then CTR. */

/** The last header read. */
export let headerKid: u64 = 0;
export let headerCounter: u64 = 0;

function byteLength(value: u64): u32 {
  return value === 0 ? 1 : 8 - (<u32>clz(value) >> 3);
}

/** Writes big-endian, ending before `end`. */
function writeBigEndian(value: u64, length: u32, end: usize): void {
  for (let i: u32 = 0; i < length; i++) {
    store<u8>(--end, <u8>value);
    value >>= 8;
  }
}

function readBigEndian(at: usize, length: u32): u64 {
  let value: u64 = 0;
  for (let i: u32 = 0; i < length; i++) value = (value << 8) | load<u8>(at + i);
  return value;
}

/** Writes a header that ends before `end`. @returns its length in bytes, 1..17 */
export function writeHeader(kid: u64, counter: u64, end: usize): u32 {
  const kidLength = kid < 8 ? 0 : byteLength(kid);
  const counterLength = counter < 8 ? 0 : byteLength(counter);
  const length = 1 + kidLength + counterLength;
  const high = kidLength === 0 ? <u32>kid : 8 | (kidLength - 1);
  const low = counterLength === 0 ? <u32>counter : 8 | (counterLength - 1);
  writeBigEndian(counter, counterLength, end);
  writeBigEndian(kid, kidLength, end - counterLength);
  store<u8>(end - length, (high << 4) | low);
  return length;
}

/** @returns the header's length, or 0 when `available` bytes do not start with one in its shortest form */
export function readHeader(at: usize, available: u32): u32 {
  if (available === 0) return 0;
  const config: u32 = load<u8>(at);
  const kidLength: u32 = config & 0x80 ? ((config >> 4) & 7) + 1 : 0;
  const counterLength: u32 = config & 8 ? (config & 7) + 1 : 0;
  const length: u32 = 1 + kidLength + counterLength;
  if (length > available) return 0;
  headerKid = kidLength ? readBigEndian(at + 1, kidLength) : (config >> 4) & 7;
  headerCounter = counterLength ? readBigEndian(at + 1 + kidLength, counterLength) : config & 7;
  // One number, one spelling: a longer form than needed is refused.
  if (kidLength && (headerKid < 8 || byteLength(headerKid) !== kidLength)) return 0;
  if (counterLength && (headerCounter < 8 || byteLength(headerCounter) !== counterLength)) return 0;
  return length;
}

/** For tests of the header alone. */
export function readKid(): u64 {
  return headerKid;
}

export function readCounter(): u64 {
  return headerCounter;
}
