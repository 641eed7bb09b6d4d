/**
 * Bytes travel in parts, each of which is answered: how long it took says whether others are held up. docs/protocol.md has
 * the same in prose. Numbers are big-endian, times in ms of any clock, both modulo 2^32.
 */

/** Beside the kinds of wire.ts. */
const kinds = { part: 3, answer: 4 } as const;
const partHeadBytes = 1 + 4 + 4 + 1;
const answerBytes = 1 + 4 + 4;
const first = 1;
const last = 2;

export interface Part {
  is: "part";
  /** Counts the parts to one peer. */
  number: number;
  /** When it was sent, by the sender's clock. */
  sentMs: number;
  isFirst: boolean;
  isLast: boolean;
  /** A view of what came. */
  bytes: Uint8Array<ArrayBuffer>;
}

/** Everything up to this part has arrived. */
export interface Answer {
  is: "answer";
  number: number;
  /** From the sender's clock to the receiver's: says something only beside another. */
  delayMs: number;
}

export function writePart({ number, sentMs, isFirst, isLast, bytes }: Omit<Part, "is">) {
  const all = new Uint8Array(partHeadBytes + bytes.length);
  const head = new DataView(all.buffer);
  head.setUint8(0, kinds.part);
  head.setUint32(1, number);
  head.setUint32(5, sentMs);
  head.setUint8(9, (isFirst ? first : 0) + (isLast ? last : 0));
  all.set(bytes, partHeadBytes);
  return all;
}

export function writeAnswer({ number, delayMs }: Omit<Answer, "is">): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(answerBytes);
  const head = new DataView(all.buffer);
  head.setUint8(0, kinds.answer);
  head.setUint32(1, number);
  head.setUint32(5, delayMs);
  return all;
}

/** @returns undefined for what is neither */
export function parsePart(data: ArrayBuffer): Part | Answer | undefined {
  if (data.byteLength < answerBytes) return undefined;
  const head = new DataView(data);
  const kind = head.getUint8(0);
  const number = head.getUint32(1);
  if (kind === kinds.answer && data.byteLength === answerBytes)
    return { is: "answer", number, delayMs: head.getUint32(5) };
  if (kind !== kinds.part || data.byteLength <= partHeadBytes) return undefined;
  const marks = head.getUint8(9);
  const bytes = new Uint8Array(data, partHeadBytes);
  const isFirst = (marks & first) !== 0;
  return { is: "part", number, sentMs: head.getUint32(5), isFirst, isLast: (marks & last) !== 0, bytes };
}
