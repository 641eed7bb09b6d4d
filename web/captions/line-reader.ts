import { lineChars, type CaptionMessage } from "./caption-wire.ts";
import { applyEdit } from "./edit.ts";

/** A line of somebody else's, as far as it is known. */
export interface ReadLine {
  line: number;
  text: string;
  /** Where the last change was made; undefined where that is not known. */
  caret: number | undefined;
  isDone: boolean;
}

interface OpenLine {
  version: number;
  text: string;
}

/** Lines that may be under way at once: a pasted text has many, and they overtake each other. */
const openLines = 64;

/**
 * Somebody else's lines of one kind. Messages may come late, twice, or in another order than they were sent; what does not fit
 * waits for the line to be told as a whole. Pure.
 */
export class LineReader {
  readonly #open = new Map<number, OpenLine>();
  readonly #done = new Set<number>();
  #newest = 0;

  /** @returns the line that reads differently now; undefined where none does */
  take(message: CaptionMessage): ReadLine | undefined {
    const { line, version } = message;
    if (line <= this.#newest - openLines || this.#done.has(line)) return undefined;
    const known = this.#open.get(line) ?? { version: 0, text: "" };
    const isDone = message.is === "text" && message.isDone;
    if (version <= known.version && !isDone) return undefined;
    const next = message.is === "text" ? whole(message) : edited(known, message);
    if (next === undefined) return undefined;
    this.#reach(line);
    if (isDone) {
      this.#done.add(line);
      this.#open.delete(line);
    } else this.#open.set(line, { version, text: next.text });
    return { line, isDone, ...next };
  }

  /** Lines before the last few are over, whether they were ever done or not. */
  #reach(line: number): void {
    this.#newest = Math.max(this.#newest, line);
    for (const lines of [this.#open, this.#done])
      for (const other of lines.keys()) if (other <= this.#newest - openLines) lines.delete(other);
  }
}

type Next = Pick<ReadLine, "text" | "caret">;

function whole({ text }: CaptionMessage & { is: "text" }): Next {
  return { text, caret: undefined };
}

function edited(known: OpenLine, { version, edits }: CaptionMessage & { is: "edits" }): Next | undefined {
  const missing = version - known.version;
  if (missing > edits.length) return undefined; // some never came
  let { text } = known;
  let caret = 0;
  for (const edit of edits.slice(-missing)) {
    const after = applyEdit(text, edit);
    if (after === undefined || after.length > lineChars) return undefined;
    text = after;
    caret = edit.at + edit.inserted.length;
  }
  return { text, caret };
}
