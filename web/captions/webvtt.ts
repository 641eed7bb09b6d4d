import type { CaptionLine } from "./transcript.ts";

/** One cue of a WebVTT file (W3C WebVTT, section 4.1). */
export interface Cue {
  /** Milliseconds from the beginning of what the file goes with. */
  startMs: number;
  endMs: number;
  /** Undefined: nobody's voice. */
  voice: string | undefined;
  /** A class of the voice, for styles: a name of ASCII letters. */
  kind?: string;
  text: string;
}

/** A cue that ends as it begins is none. */
const leastMs = 500;

/** @param notes comments at the top, a line each */
export function writeWebVtt(cues: readonly Cue[], notes: readonly string[] = []): string {
  const blocks = cues.toSorted((one, other) => one.startMs - other.startMs).map(writeCue);
  const comments = notes.map((note) => `NOTE ${oneLine(note).replaceAll("-->", "→")}`);
  return `${["WEBVTT", ...comments, ...blocks].join("\n\n")}\n`;
}

function writeCue({ startMs, endMs, voice, kind, text }: Cue, index: number): string {
  const from = Math.max(0, Math.round(startMs));
  const to = Math.max(from + leastMs, Math.round(endMs));
  const tag =
    voice === undefined
      ? ""
      : `<v${kind === undefined ? "" : `.${kind}`} ${escapeText(oneLine(voice)) || "?"}>`;
  return `${index + 1}\n${timestamp(from)} --> ${timestamp(to)}\n${tag}${escapeText(oneLine(text))}`;
}

/** @example "01:02:03.004" */
function timestamp(ms: number): string {
  const parts = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1_000) % 60];
  const clock = parts.map((part) => String(part).padStart(2, "0")).join(":");
  return `${clock}.${String(ms % 1_000).padStart(3, "0")}`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Two line breaks would end a cue; U+0000 may not be in the file. */
function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, " ")
    .trim();
}

/** The lines of a transcript as cues. @param zeroMs what their times are counted from: milliseconds since 1970 */
export function cuesOf(lines: readonly CaptionLine[], zeroMs: number): Cue[] {
  return lines.map(({ speaker, kind, text, startMs, endMs }) => ({
    voice: speaker.name,
    kind,
    text,
    startMs: startMs - zeroMs,
    endMs: endMs - zeroMs,
  }));
}
