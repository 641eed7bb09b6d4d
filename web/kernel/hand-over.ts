import { baseKeyBytes, generationOf, lastGeneration } from "./sender-key.ts";

/** What one end of a link tells the other of its key; docs/frame-format.md section 1 has the bytes. */
export interface HandOver {
  /** Of the key that counts from now on. */
  readonly kid: number;
  /** 32 bytes */
  readonly base: Uint8Array<ArrayBuffer>;
  /** Track SID: the counter of the first frame under this key that goes over the link. */
  readonly starts: ReadonlyMap<string, number>;
}

const version = 1;
/** version, KID, base key */
const headBytes = 1 + 8 + baseKeyBytes;
const sidBytes = 16;
const startBytes = sidBytes + 8;
/** As many as a participant may publish (web/mesh/control.ts). */
export const mostStarts = 64;

/** `MT` and 32 hex digits */
export function isTrackSid(sid: string): boolean {
  return /^MT[0-9a-f]{32}$/.test(sid);
}

export function encodeHandOver({ kid, base, starts }: HandOver): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headBytes + starts.size * startBytes);
  const view = new DataView(bytes.buffer);
  bytes[0] = version;
  view.setBigUint64(1, BigInt(kid));
  bytes.set(base, 9);
  let at = headBytes;
  for (const [sid, counter] of starts) {
    for (let digit = 0; digit < sidBytes; digit++)
      bytes[at + digit] = Number.parseInt(sid.slice(2 + 2 * digit, 4 + 2 * digit), 16);
    view.setBigUint64(at + sidBytes, BigInt(counter));
    at += startBytes;
  }
  return bytes;
}

/** @returns undefined for anything that is not exactly one */
export function parseHandOver(bytes: Uint8Array<ArrayBuffer>): HandOver | undefined {
  const count = (bytes.length - headBytes) / startBytes;
  if (bytes[0] !== version || !Number.isInteger(count) || count < 0 || count > mostStarts) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const kid = Number(view.getBigUint64(1));
  if (!Number.isSafeInteger(kid) || generationOf(kid) > lastGeneration) return undefined;
  const starts = new Map<string, number>();
  for (let at = headBytes; at < bytes.length; at += startBytes) {
    const sid = `MT${Array.from(bytes.subarray(at, at + sidBytes), hexByte).join("")}`;
    const counter = Number(view.getBigUint64(at + sidBytes));
    if (!Number.isSafeInteger(counter) || starts.has(sid)) return undefined;
    starts.set(sid, counter);
  }
  return { kid, base: bytes.slice(9, headBytes), starts };
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
