/**
 * What is encoded goes into a log, packet by packet, as it comes: whatever happens to the page, all whole packets of it are
 * there, and a WebM is made of them later, with its index. The bytes, little-endian:
 *
 * `MCR1`, then records of: type (u8), length of the data (u32), time in ms since the log's beginning (f64), data, 0xA5 (u8).
 * Types: 0 what the log is ({@link LogInfo}), 1 how its video is decoded, 2 how its sound is, 3 a video packet, 4 one that
 * stands for itself (a key frame), 5 a packet of sound, 6 an event ({@link LogEvent}). 0, 1, 2 and 6 are JSON; of 0 to 2 the
 * last one counts.
 */
export const recordTypes = {
  info: 0,
  videoConfig: 1,
  audioConfig: 2,
  video: 3,
  key: 4,
  audio: 5,
  event: 6,
} as const;
export type RecordType = (typeof recordTypes)[keyof typeof recordTypes];

export interface LogRecord {
  type: RecordType;
  /** Since the log's beginning. */
  atMs: number;
  data: Uint8Array<ArrayBuffer>;
}

/** What was not as it should be, in ms since the log's beginning. */
export interface LogEvent {
  what: "camera-off" | "camera-on" | "microphone-off" | "microphone-on" | "gap";
}

const magic = new TextEncoder().encode("MCR1");
const headBytes = 13;
const endMark = 0xa5;
/** No packet of a picture of 4K comes near it: what says more is no record. */
const mostDataBytes = 16 * 1024 * 1024;
/** Read at once. */
const readBytes = 4 * 1024 * 1024;

/** The first bytes of every log. */
export function logHead(): Uint8Array<ArrayBuffer> {
  return magic.slice();
}

export function writeRecord({ type, atMs, data }: LogRecord): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headBytes + data.length + 1);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, type);
  view.setUint32(1, data.length, true);
  view.setFloat64(5, atMs, true);
  bytes.set(data, headBytes);
  bytes[headBytes + data.length] = endMark;
  return bytes;
}

export function jsonRecord(type: RecordType, atMs: number, value: object): Uint8Array<ArrayBuffer> {
  return writeRecord({ type, atMs, data: new TextEncoder().encode(JSON.stringify(value)) });
}

/** @returns undefined for what is no JSON */
export function readJson({ data }: LogRecord): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(data));
  } catch {
    return undefined;
  }
}

/**
 * Every whole record in its order, a few MB of the file at a time. Ends without an error where the log was cut off or is no
 * log: what came before is good.
 */
export async function* readRecords(log: Blob): AsyncGenerator<LogRecord> {
  let rest: Uint8Array<ArrayBuffer> = new Uint8Array();
  let offset = 0;
  let begun = false;
  while (offset < log.size || rest.length > 0) {
    const more = new Uint8Array(await log.slice(offset, offset + readBytes).arrayBuffer());
    offset += more.length;
    rest = joined(rest, more);
    if (!begun) {
      if (magic.some((byte, index) => rest[index] !== byte)) return;
      rest = rest.subarray(magic.length);
      begun = true;
    }
    let at = 0;
    for (;;) {
      const read = recordAt(rest, at);
      if (read === "cut") break;
      if (read === "bad") return;
      yield read.record;
      at = read.end;
    }
    rest = rest.subarray(at);
    if (more.length === 0) return; // the last one is not whole
  }
}

function recordAt(
  bytes: Uint8Array<ArrayBuffer>,
  at: number,
): { record: LogRecord; end: number } | "cut" | "bad" {
  if (at + headBytes > bytes.length) return "cut";
  const view = new DataView(bytes.buffer, bytes.byteOffset + at);
  const type = recordType(view.getUint8(0));
  const length = view.getUint32(1, true);
  const atMs = view.getFloat64(5, true);
  if (type === undefined || length > mostDataBytes || !(atMs >= 0)) return "bad";
  const end = at + headBytes + length + 1;
  if (end > bytes.length) return "cut";
  if (bytes[end - 1] !== endMark) return "bad";
  return { record: { type, atMs, data: bytes.subarray(at + headBytes, end - 1) }, end };
}

function recordType(value: number): RecordType | undefined {
  return Object.values(recordTypes).find((type) => type === value);
}

function joined(one: Uint8Array<ArrayBuffer>, other: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (one.length === 0) return other;
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
