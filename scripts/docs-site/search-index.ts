import type { Page } from "./layout.ts";

/** One place that a reader may look for: [title of the page, heading, address from docs/]. */
export type SearchEntry = readonly [title: string, heading: string, address: string];

/** What the search field reads: each page and each of its headings. */
export function searchIndex(pages: readonly Page[]): SearchEntry[] {
  return pages.flatMap(({ path, title, headings }) => {
    const address = path.replace(/^docs\//, "");
    const within = headings.filter(({ level }) => level > 1);
    return [
      [title, "", address] as const,
      ...within.map(({ id, text }) => [title, text, `${address}#${id}`] as const),
    ];
  });
}
