import * as v from "valibot";
import type { Edit } from "./edit.ts";

/** One line at most. Longer ones are parted: nobody reads more at once. */
export const lineChars = 1_000;

/** Edits in one message at most: the newest, and some before it, so that a lost message is made good by the next. */
export const editsInMessage = 3;

/** JSON writes one code unit with six characters at most (`\u0000`); the rest is keys and numbers. */
const messageChars = (lineChars * editsInMessage + lineChars) * 6 + 400;

/** How a line came to be. */
export type CaptionKind = "typed" | "spoken";

/** The text as it stands, or how it changed. */
export type CaptionMessage =
  | { is: "text"; kind: CaptionKind; line: number; version: number; text: string; isDone: boolean }
  | { is: "edits"; kind: CaptionKind; line: number; version: number; edits: Edit[] };

const place = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(lineChars));
/** More than anybody writes in a call; far below what a number counts exactly. */
const count = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffff_ffff));
const text = v.pipe(v.string(), v.maxLength(lineChars));
const head = { kind: v.picklist(["typed", "spoken"]), line: count, version: count };

const wire = v.union([
  v.object({ ...head, text, done: v.optional(v.literal(true)) }),
  v.object({
    ...head,
    edits: v.pipe(v.array(v.tuple([place, place, text])), v.minLength(1), v.maxLength(editsInMessage)),
  }),
]);

/** @example '{"kind":"typed","line":3,"version":8,"edits":[[4,0,"o"]]}' */
export function writeCaption(message: CaptionMessage): string {
  const { kind, line, version } = message;
  if (message.is === "edits") {
    const edits = message.edits.map(({ at, removed, inserted }) => [at, removed, inserted]);
    return JSON.stringify({ kind, line, version, edits });
  }
  return JSON.stringify({
    kind,
    line,
    version,
    text: message.text,
    ...(message.isDone ? { done: true } : {}),
  });
}

/** @returns undefined for anything that is not a caption message of a lawful size */
export function parseCaption(data: string | ArrayBuffer): CaptionMessage | undefined {
  if (typeof data !== "string" || data.length > messageChars) return undefined;
  const parsed = v.safeParse(wire, parseJson(data));
  if (!parsed.success) return undefined;
  const { kind, line, version, ...rest } = parsed.output;
  if ("text" in rest) return { is: "text", kind, line, version, text: rest.text, isDone: rest.done === true };
  const edits = rest.edits.map(([at, removed, inserted]) => ({ at, removed, inserted }));
  return { is: "edits", kind, line, version, edits };
}

function parseJson(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
