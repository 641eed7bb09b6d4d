import type { CaptionKind } from "./caption-wire.ts";

/** Whose words they are. */
export interface CaptionSpeaker {
  /** The participant's SID. */
  readonly sid: string;
  readonly name: string;
  readonly isOwn: boolean;
}

/** A line of text in a call: typed, or what a machine has heard. */
export interface CaptionLine {
  /** Of its own in the room. */
  readonly id: string;
  readonly kind: CaptionKind;
  readonly speaker: CaptionSpeaker;
  readonly text: string;
  /** Where somebody writes just now, in UTF-16 code units; undefined where nobody does, or nobody knows. */
  readonly caret: number | undefined;
  /** It will not change any more. */
  readonly isDone: boolean;
  /** When it began and when it was last changed, by this page's clock: milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
}

/** So much of each speaker is kept: some five hours of speech, at 150 words a minute. */
const keptChars = 400_000;
/** A line weighs more than its letters. */
const lineWeightChars = 40;

/** What was said in a call, in the order in which it began. In memory alone. */
export class Transcript {
  #lines: readonly CaptionLine[] = [];
  readonly #weights = new Map<string, number>();

  get lines(): readonly CaptionLine[] {
    return this.#lines;
  }

  find(id: string): CaptionLine | undefined {
    return this.#lines.findLast((line) => line.id === id);
  }

  /** Puts a line in, or in the place of what it was. One without a word is taken out. */
  put(line: CaptionLine): void {
    const at = this.#lines.findLastIndex(({ id }) => id === line.id);
    const before = this.#lines[at];
    if (line.text.trim() === "") {
      if (before !== undefined) this.#take(at, before);
      return;
    }
    this.#weigh(line.speaker.sid, weightOf(line) - (before === undefined ? 0 : weightOf(before)));
    this.#lines = before === undefined ? [...this.#lines, line] : this.#lines.with(at, line);
    this.#bound(line.speaker.sid);
  }

  /** Somebody is gone: what they were about to say stays as it is. */
  finish(sid: string): void {
    this.#lines = this.#lines.map((line) =>
      line.speaker.sid === sid && !line.isDone ? { ...line, isDone: true, caret: undefined } : line,
    );
  }

  clear(): void {
    this.#lines = this.#lines.filter(({ isDone }) => !isDone);
    this.#weights.clear();
    for (const line of this.#lines) this.#weigh(line.speaker.sid, weightOf(line));
  }

  /** The oldest of one speaker make way: nobody takes the others' place. */
  #bound(sid: string): void {
    while ((this.#weights.get(sid) ?? 0) > keptChars) {
      const at = this.#lines.findIndex(({ speaker }) => speaker.sid === sid);
      const line = this.#lines[at];
      if (line === undefined) return;
      this.#take(at, line);
    }
  }

  #take(at: number, line: CaptionLine): void {
    this.#weigh(line.speaker.sid, -weightOf(line));
    this.#lines = this.#lines.toSpliced(at, 1);
  }

  #weigh(sid: string, chars: number): void {
    this.#weights.set(sid, (this.#weights.get(sid) ?? 0) + chars);
  }
}

function weightOf({ text }: CaptionLine): number {
  return text.length + lineWeightChars;
}
