import { editsInMessage, lineChars, type CaptionKind, type CaptionMessage } from "./caption-wire.ts";
import { cutText, editBetween, plainText, type Edit } from "./edit.ts";

/** Letters that come sooner go together: faster than anybody types, slow enough for ten receivers. */
const paceMs = 100;
/** So often a line that is not done is told anew as a whole (XEP-0301, section 4.6.3, has 10 s). */
export const refreshMs = 10_000;

/**
 * One's own lines of one kind, one after the other, and what is to be said of them. Versions count the changes of a line
 * from its empty beginning, 0. Pure: time comes in, messages come out.
 */
export class LineWriter {
  readonly kind: CaptionKind;
  #line = 1;
  #version = 0;
  #text = "";
  /** The latest, the newest last. */
  #edits: Edit[] = [];
  /** Versions that were told. */
  #told = 0;
  #toldAtMs = -Infinity;
  #wholeAtMs = -Infinity;

  constructor(kind: CaptionKind) {
    this.kind = kind;
  }

  get line(): number {
    return this.#line;
  }
  get text(): string {
    return this.#text;
  }
  /** Where the last change was made. */
  get caret(): number {
    const last = this.#edits.at(-1);
    return last === undefined ? 0 : last.at + last.inserted.length;
  }

  /** The line reads so now. What is longer than a line is cut. */
  write(text: string): void {
    const plain = cutText(plainText(text), lineChars);
    const edit = editBetween(this.#text, plain);
    if (edit === undefined) return;
    this.#text = plain;
    this.#version++;
    this.#edits = [...this.#edits, edit].slice(-editsInMessage);
  }

  /** The line is done; the next one begins. @returns what is to be said at once, if the line says anything */
  finish(): CaptionMessage | undefined {
    const { kind } = this;
    const wasTold = this.#told > 0;
    const [line, version, text] = [this.#line, this.#version + 1, this.#text.trim()];
    this.#line++;
    this.#version = this.#told = 0;
    this.#text = "";
    this.#edits = [];
    this.#wholeAtMs = -Infinity;
    if (text === "" && !wasTold) return undefined;
    return { is: "text", kind, line, version, text, isDone: true };
  }

  /** How long until something is to be said; undefined: nothing is. */
  waitMs(nowMs: number): number | undefined {
    if (this.#told < this.#version) return Math.max(0, this.#toldAtMs + paceMs - nowMs);
    if (this.#text === "") return undefined;
    return Math.max(0, this.#wholeAtMs + refreshMs - nowMs);
  }

  /** What is due now. */
  take(nowMs: number): CaptionMessage | undefined {
    if (this.waitMs(nowMs) !== 0) return undefined;
    const untold = this.#version - this.#told;
    const isDue = nowMs >= this.#wholeAtMs + refreshMs && this.#told > 0;
    if (untold === 0 || untold > this.#edits.length || isDue) return this.whole(nowMs);
    if (this.#told === 0) this.#wholeAtMs = nowMs;
    this.#tell(nowMs);
    const { kind } = this;
    return { is: "edits", kind, line: this.#line, version: this.#version, edits: this.#edits };
  }

  /** The line as it stands, for who has not seen how it came about. @returns undefined for an empty one */
  whole(nowMs: number): CaptionMessage | undefined {
    if (this.#version === 0) return undefined;
    this.#tell(nowMs);
    this.#wholeAtMs = nowMs;
    const { kind } = this;
    return { is: "text", kind, line: this.#line, version: this.#version, text: this.#text, isDone: false };
  }

  #tell(nowMs: number): void {
    this.#told = this.#version;
    this.#toldAtMs = nowMs;
  }
}
