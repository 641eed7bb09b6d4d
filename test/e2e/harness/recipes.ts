import { readFileSync } from "node:fs";
import { inRepository } from "../../../scripts/repository.ts";

/** One page of a recipe of docs/embedding.md. */
export interface RecipePage {
  headers: Record<string, string>;
  html: string;
}

export interface Recipe {
  name: string;
  /** The page, and where it is about an iframe the page in it. */
  pages: RecipePage[];
}

/** Reads every section that has headers and pages. */
export function readRecipes(): Recipe[] {
  const sections = readFileSync(inRepository("docs/embedding.md"), "utf8").split(/^## /m).slice(1);
  return sections.flatMap((section) => {
    const fences = [...section.matchAll(/^```http\n(.*?)^```\n\n(?:[^`]*?)^```html\n(.*?)^```/gms)];
    const pages = fences.map(([, headers = "", html = ""]) => ({ headers: parseHeaders(headers), html }));
    const [name = ""] = section.split("\n");
    return pages.length === 0 ? [] : [{ name, pages }];
  });
}

/** A line that begins with a space goes on with the header before. */
function parseHeaders(text: string): Record<string, string> {
  const lines = text
    .replaceAll(/\n[ \t]+/g, " ")
    .split("\n")
    .filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    }),
  );
}

/** The same with other addresses, and violations reported to where the page comes from. */
export function withAddresses(page: RecipePage, addresses: Readonly<Record<string, string>>): RecipePage {
  const put = (text: string): string =>
    Object.entries(addresses).reduce((done, [from, to]) => done.replaceAll(from, to), text);
  const headers = Object.entries(page.headers).map(([name, value]) => [
    name,
    name === "Content-Security-Policy" ? `${put(value)}; report-uri /violations` : put(value),
  ]);
  return { headers: Object.fromEntries(headers), html: put(page.html) };
}
