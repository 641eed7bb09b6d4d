import * as v from "valibot";
import { limits } from "#protocol/limits";

/** What the pages of two participants say to each other about messages; docs/protocol.md has the same in prose. */

/** A message as it was given: `body` is JSON text. */
export type Content =
  | { readonly text: string }
  | { readonly command: string; readonly body: string | undefined };

const number = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(Number.MAX_SAFE_INTEGER));
const head = {
  /** Counted from 1, by the sender for this receiver. */
  n: number,
  /** The lowest that may still come; those below were received or given up. */
  base: number,
  /** True: for this receiver alone. */
  alone: v.optional(v.boolean(), false),
};
const words = v.union([
  v.object({ ...head, text: v.string() }),
  v.object({ ...head, command: v.pipe(v.string(), v.minLength(1)), body: v.unknown() }),
  /** All up to this number have come. */
  v.object({ have: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
]);
export type Words = v.InferOutput<typeof words>;
export type NumberedMessage = Exclude<Words, { have: number }>;

/** @returns undefined for what is none of these */
export function parseWords(text: string): Words | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined; // not JSON: nobody answers
  }
  const parsed = v.safeParse(words, json);
  if (!parsed.success || ("n" in parsed.output && parsed.output.base > parsed.output.n)) return undefined;
  return parsed.output;
}

/** The part of a message that is the same for all its receivers, and all its copies. */
export function writeContent(content: Content, alone: boolean): string {
  const rest =
    "text" in content
      ? `"text":${JSON.stringify(content.text)}`
      : `"command":${JSON.stringify(content.command)},"body":${content.body}`;
  return alone ? `"alone":true,${rest}` : rest;
}

export function writeMessage(n: number, base: number, content: string): string {
  return `{"n":${n},"base":${base},${content}}`;
}

export function writeHave(have: number): string {
  return JSON.stringify({ have });
}

/**
 * @throws TypeError for what is no text or no JSON, RangeError for what is too long, or a command that is empty. What
 * is said of surrogates that stand alone, and of everything else: it arrives as it is.
 */
export function checkContent(given: { text: unknown } | { command: unknown; body: unknown }): Content {
  if ("text" in given) {
    if (typeof given.text !== "string") throw new TypeError("Expected the text to be a string");
    checkSize(given.text);
    return { text: given.text };
  }
  const { command, body } = given;
  if (typeof command !== "string") throw new TypeError("Expected the command to be a string");
  if (command === "" || command.length > limits.nameChars)
    throw new RangeError(`Expected the command to have 1 to ${limits.nameChars} characters`);
  if (typeof body !== "string") throw new TypeError("Expected the body to be something that JSON can say");
  checkSize(command + body);
  return { command, body };
}

function checkSize(text: string): void {
  const { length } = new TextEncoder().encode(text);
  if (length > limits.messageBytes)
    throw new RangeError(`A message has ${limits.messageBytes} bytes of UTF-8 at most, this one ${length}`);
}
