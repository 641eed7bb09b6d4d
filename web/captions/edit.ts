/** One change of a text: what stood at a place goes, something else comes. Places and lengths in UTF-16 code units. */
export interface Edit {
  at: number;
  removed: number;
  inserted: string;
}

/** Makes one text of another. @returns undefined where they are the same */
export function editBetween(before: string, after: string): Edit | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let at = 0;
  while (at < shorter && before[at] === after[at]) at++;
  if (splitsPair(before, at) || splitsPair(after, at)) at--;
  let same = 0;
  while (same < shorter - at && before.at(-1 - same) === after.at(-1 - same)) same++;
  if (splitsPair(before, before.length - same) || splitsPair(after, after.length - same)) same--;
  return {
    at,
    removed: before.length - same - at,
    inserted: after.slice(at, after.length - same),
  };
}

/** @returns undefined where the change does not fit the text: beyond its end, or through the middle of a character */
export function applyEdit(text: string, { at, removed, inserted }: Edit): string | undefined {
  if (at + removed > text.length || splitsPair(text, at) || splitsPair(text, at + removed)) return undefined;
  return text.slice(0, at) + inserted + text.slice(at + removed);
}

/** Whether the two halves of one character stand to either side. */
function splitsPair(text: string, at: number): boolean {
  return isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
}
const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;

/** What a reader takes for one character may be many: a letter with its accents, a family of emoji. */
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The longest beginning of at most `chars` UTF-16 code units that ends between two characters. */
export function cutText(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const { index } = graphemes.segment(text).containing(chars) ?? { index: chars };
  if (index > 0) return text.slice(0, index);
  return text.slice(0, splitsPair(text, chars) ? chars - 1 : chars); // one character, as long as all that may stand here
}

/** Without what would break lines, hide text or turn what stands around it: control and format characters of direction. */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e001f}]/gu, " ");
}

/**
 * What of a line is finished: whole sentences, or all of it once it is done.
 * @param from what was told before, as its end in the text
 * @returns the end of what is finished now; `from` where nothing new is
 */
export function finishedEnd(text: string, from: number, isDone: boolean): number {
  if (isDone) return Math.max(from, text.length);
  let end = from;
  for (const { index, segment } of sentences.segment(text)) {
    const segmentEnd = index + segment.length;
    // the last one may go on, but for one that a sign has ended and a space follows
    if (segmentEnd < text.length || /[.!?…。！？؟।]["'”’»)\]]*\s+$/u.test(segment))
      end = Math.max(end, segmentEnd);
  }
  return end;
}
const sentences = new Intl.Segmenter(undefined, { granularity: "sentence" });
