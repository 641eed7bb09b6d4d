import type { CaptionLine } from "../../captions/transcript.ts";

/** A line stays at least so long, and a slow reader gets a second for each 12 characters (the BBC's 160 to 180 words a minute, halved). */
const leastShownMs = 6_000;
const eachCharMs = 80;
const mostShownMs = 20_000;
/** Somebody has stopped in the middle of a line. */
const idleMs = 30_000;
/** Of each speaker, and of all. */
const linesOfEach = 2;
const linesOfAll = 6;

/** What is to be read now, in the order in which it began; and when that is another, if it will be. */
export function shownLines(
  lines: readonly CaptionLine[],
  nowMs: number,
): { shown: readonly CaptionLine[]; againMs: number | undefined } {
  const ofEach = new Map<string, number>();
  const shown: CaptionLine[] = [];
  let againMs: number | undefined;
  for (const line of lines.slice(-50).toReversed()) {
    const leftMs = line.endMs + shownMs(line) - nowMs;
    const count = ofEach.get(line.speaker.sid) ?? 0;
    if (leftMs <= 0 || count >= linesOfEach || shown.length >= linesOfAll) continue;
    ofEach.set(line.speaker.sid, count + 1);
    shown.unshift(line);
    againMs = Math.min(againMs ?? Infinity, leftMs);
  }
  return { shown, againMs };
}

function shownMs({ isDone, text }: CaptionLine): number {
  if (!isDone) return idleMs;
  return Math.min(mostShownMs, Math.max(leastShownMs, text.length * eachCharMs));
}
