export type ChatPiece = { text: string } | { text: string; href: string };

const schemes: readonly string[] = ["http:", "https:", "mailto:"];
/** An address as people write it; what comes after the last dot has letters alone. */
const address = /(?:mailto:)?[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/.source;
const link = new RegExp(`https?://[^\\s<>"]+|${address}`, "gi");

/** Cuts a text into words and links: http, https and mail addresses, nothing else. */
export function linkify(text: string): ChatPiece[] {
  const pieces: ChatPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(link)) {
    const shown = match[0].replace(/[.,;:!?'’)\]}]+$/, "");
    const href = /^(https?:|mailto:)/i.test(shown) ? shown : `mailto:${shown}`;
    const url = URL.canParse(href) ? new URL(href) : undefined;
    if (url === undefined || !schemes.includes(url.protocol)) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: shown, href: url.href });
    end = match.index + shown.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}
