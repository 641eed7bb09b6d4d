export interface ChatMessage {
  text: string;
  /** When it was sent, by the sender's clock: milliseconds since 1970. */
  atMs: number;
}

/** More than anybody types; enough to paste a page of a log. */
export const chatTextChars = 4_000;

/** JSON escapes one character into six at most; `at` and the keys need the rest. */
const chatWireChars = chatTextChars * 6 + 100;

/** The largest time a Date can hold (ECMA-262, section 21.4.1.1). */
const lastTimeMs = 8.64e15;

/** @example '{"text":"hello","at":1700000000000}' */
export function writeChatMessage({ text, atMs }: ChatMessage): string {
  return JSON.stringify({ text, at: atMs });
}

/** @returns undefined for anything that is not a chat message of a lawful size */
export function parseChatMessage(wire: string | ArrayBuffer): ChatMessage | undefined {
  if (typeof wire !== "string" || wire.length > chatWireChars) return undefined;
  const value = parseJson(wire);
  if (typeof value !== "object" || value === null || !("text" in value) || !("at" in value)) return undefined;
  const { text, at: atMs } = value;
  if (typeof text !== "string" || !isChatText(text)) return undefined;
  if (typeof atMs !== "number" || !Number.isFinite(atMs) || atMs < 0 || atMs > lastTimeMs) return undefined;
  return { text, atMs };
}

/** Something to read, and no more of it than {@link chatTextChars}. */
export function isChatText(text: string): boolean {
  return text.trim() !== "" && text.length <= chatTextChars;
}

function parseJson(wire: string): unknown {
  try {
    return JSON.parse(wire);
  } catch {
    return undefined;
  }
}

export type ChatPiece = { text: string } | { text: string; href: string };

/** Cuts a text into words and links. Only http and https become links. */
export function linkify(text: string): ChatPiece[] {
  const pieces: ChatPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"]+/gi)) {
    const link = match[0].replace(/[.,;:!?'’)\]}]+$/, "");
    const url = parseUrl(link);
    if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: link, href: url.href });
    end = match.index + link.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

function parseUrl(link: string): URL | undefined {
  return URL.canParse(link) ? new URL(link) : undefined;
}
