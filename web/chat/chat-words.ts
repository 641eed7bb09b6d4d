import * as v from "valibot";
import { mostCount } from "./chat-clock.ts";

/** More than anybody types; enough to paste a page of a log. */
export const chatTextChars = 4_000;
/** What one piece of history may be; JSON makes six characters at most of one, and an entry always fits. */
export const chatWireChars = 64_000;
/** Of which the command and the rest of a message take their part: `sendMessage` carries 8,192 bytes. */
const chatMessageChars = 8_000;
/** The largest time a Date can hold (ECMA-262, section 21.4.1.1). */
const lastTimeMs = 8.64e15;

const base64url = (min: number, max: number) =>
  v.pipe(v.string(), v.minLength(min), v.maxLength(max), v.regex(/^[\w-]+$/));
const count = (max: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(max));
const time = count(lastTimeMs);
/** 96 bits of the hash of a signing key. */
const authorId = base64url(16, 16);
const name = v.pipe(v.string(), v.maxLength(128));
const sid = v.pipe(v.string(), v.maxLength(64));

/** Something to read, and no more of it than {@link chatTextChars}. */
export function isChatText(text: string): boolean {
  return text.trim() !== "" && text.length <= chatTextChars;
}

export const fileSchema = v.object({
  id: base64url(1, 64),
  name: v.pipe(v.string(), v.maxLength(255)),
  sizeBytes: count(Number.MAX_SAFE_INTEGER),
  type: v.pipe(v.string(), v.maxLength(128)),
});
/** A file that is offered beside the chat, by its id there. */
export type ChatFile = v.InferOutput<typeof fileSchema>;

const content = v.pipe(
  v.object({ text: v.pipe(v.string(), v.maxLength(chatTextChars)), file: v.optional(fileSchema) }),
  v.check((said) => said.file !== undefined || said.text.trim() !== ""),
);

/** Who writes, in their own hand: P-256 points and a signature (ECDSA with SHA-256) that ties them together. */
const card = v.object({
  key: base64url(87, 87),
  box: base64url(87, 87),
  sid,
  name,
  sig: base64url(86, 86),
});
export type Card = v.InferOutput<typeof card>;

const signed = v.object({
  ...content.pipe[0].entries,
  at: time,
  c: count(mostCount),
  /** The author's entries are counted from 1. */
  n: v.pipe(count(2 ** 31), v.minValue(1)),
  by: authorId,
  sig: base64url(86, 86),
});
const entry = v.pipe(
  signed,
  v.check((said) => said.file !== undefined || said.text.trim() !== ""),
);
export type SignedEntry = v.InferOutput<typeof entry>;

/** By author, which entries somebody has: from, to, in pairs. */
const ranges = v.record(
  authorId,
  v.pipe(v.array(v.tuple([count(2 ** 31), count(2 ** 31)])), v.maxLength(64)),
);
export type Ranges = v.InferOutput<typeof ranges>;

const here = v.object({
  is: v.literal("here"),
  card,
  now: v.optional(time),
  count: count(1_000_000),
  hash: v.pipe(v.string(), v.maxLength(16)),
});
const give = v.object({
  is: v.literal("give"),
  to: sid,
  cards: v.pipe(v.array(card), v.maxLength(100)),
  entries: v.pipe(v.array(entry), v.maxLength(500)),
  last: v.boolean(),
});
const typing = v.object({ is: v.literal("typing") });
const read = v.object({ is: v.literal("read"), at: time, c: count(mostCount), by: authorId });

/** On the track. An entry has no `is`: a page of one's own reads its `text` and `at`. */
const said = v.variant("is", [here, give, typing, read]);
export type Said = v.InferOutput<typeof said>;

/** What a page of one's own may write, which signs nothing. */
const plain = v.object({
  text: v.pipe(v.string(), v.check(isChatText)),
  at: v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(lastTimeMs)),
});
export type PlainEntry = v.InferOutput<typeof plain>;

/** To one person, by message. */
const told = v.variant("is", [
  v.object({ is: v.literal("ask"), have: ranges }),
  v.object({ is: v.literal("meet") }),
  v.object({
    is: v.literal("private"),
    card,
    iv: base64url(16, 16),
    sealed: base64url(22, chatMessageChars),
  }),
  typing,
  v.object({ is: v.literal("read"), at: time, c: count(mostCount), by: authorId }),
  // of an attendee, to all
  v.object({ is: v.literal("entry"), card, entry }),
]);
export type Told = v.InferOutput<typeof told>;

/** Inside `sealed`. */
const secret = v.pipe(
  v.object({
    ...content.pipe[0].entries,
    at: time,
    c: count(mostCount),
    n: v.pipe(count(2 ** 31), v.minValue(1)),
  }),
  v.check((each) => each.file !== undefined || each.text.trim() !== ""),
);
export type Secret = v.InferOutput<typeof secret>;

/** @returns undefined for anything that no page says */
export function parseOnTrack(wire: string | ArrayBuffer): Said | SignedEntry | PlainEntry | undefined {
  if (typeof wire !== "string" || wire.length > chatWireChars) return undefined;
  const value = parseJson(wire);
  if (typeof value !== "object" || value === null) return undefined;
  const schema = "is" in value ? said : "sig" in value ? entry : plain;
  const parsed = v.safeParse(schema, value);
  return parsed.success ? parsed.output : undefined;
}

export function parseTold(body: unknown): Told | undefined {
  const parsed = v.safeParse(told, body);
  return parsed.success ? parsed.output : undefined;
}

export function parseSecret(wire: string): Secret | undefined {
  const parsed = v.safeParse(secret, parseJson(wire));
  return parsed.success ? parsed.output : undefined;
}

function parseJson(wire: string): unknown {
  try {
    return JSON.parse(wire);
  } catch {
    return undefined;
  }
}
