/** RFC 9605 section 4.3, slowly and readably. */
export function encodeHeader(kid: bigint, counter: bigint): Uint8Array {
  const [kidBits, kidBytes] = encodeNumber(kid);
  const [counterBits, counterBytes] = encodeNumber(counter);
  return Uint8Array.of((kidBits << 4) | counterBits, ...kidBytes, ...counterBytes);
}

/** Four bits of the config byte, and the bytes that follow it: none for 0..7. */
function encodeNumber(value: bigint): [number, number[]] {
  if (value < 8n) return [Number(value), []];
  const digits = value.toString(16);
  const hex = digits.length % 2 === 1 ? `0${digits}` : digits;
  const bytes = (hex.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
  return [8 + bytes.length - 1, bytes];
}
