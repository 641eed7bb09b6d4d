import { posix } from "node:path";
import { escapeHtml, type Heading } from "./markdown.ts";

/** One page of the documentation. Paths are from the site's root, `docs/tokens.html`. */
export interface Page {
  path: string;
  title: string;
  /** The heading in the list of pages. */
  group: string;
  /** Inside `<main>`. */
  html: string;
  headings: readonly Heading[];
  /** What the list calls it; left out: its title. An empty one is not listed. */
  label?: string;
}

/** @param pages all of them, for the list at the side */
export function pageHtml(page: Page, pages: readonly Page[]): string {
  const to = (path: string): string => posix.relative(posix.dirname(page.path), path);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)} · Meshcall</title>
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${to("docs/mark.svg")}" type="image/svg+xml">
<link rel="stylesheet" href="${to("docs/docs.css")}">
<script type="module" src="${to("docs/docs.js")}" data-search="${to("docs/search.json")}" data-root="${to("docs/index.html").replace("index.html", "")}"></script>
</head>
<body>
<a class="skip" href="#content">To the text</a>
<header>
<a class="brand" href="${to("docs/index.html")}"><img src="${to("docs/mark.svg")}" width="28" height="28" alt="">Meshcall</a>
<a href="${to("index.html")}">Start a call</a>
<search><label><span class="spoken">Search the documentation</span>
<input type="search" placeholder="Search" autocomplete="off" spellcheck="false" data-search-field></label>
<ol data-search-results hidden></ol><p class="spoken" role="status" data-search-said></p></search>
</header>
<div class="columns">
<nav aria-label="All pages"><details open><summary>All pages</summary>
${list(page, pages, to)}
</details></nav>
<main id="content" tabindex="-1">
${page.html}
</main>
${contents(page.headings)}
</div>
</body>
</html>
`;
}

function list(page: Page, pages: readonly Page[], to: (path: string) => string): string {
  const groups = new Map<string, Page[]>();
  for (const each of pages)
    if (each.label !== "") groups.set(each.group, [...(groups.get(each.group) ?? []), each]);
  return [...groups]
    .map(([group, members]) => {
      const items = members.map((each) => {
        const here = each.path === page.path ? ` aria-current="page"` : "";
        return `<li><a href="${to(each.path)}"${here}>${escapeHtml(each.label ?? each.title)}</a></li>`;
      });
      return `<h2>${escapeHtml(group)}</h2><ul>${items.join("")}</ul>`;
    })
    .join("\n");
}

function contents(headings: readonly Heading[]): string {
  const shown = headings.filter(({ level }) => level === 2);
  if (shown.length < 2) return "";
  const items = shown.map(({ id, text }) => `<li><a href="#${escapeHtml(id)}">${escapeHtml(text)}</a></li>`);
  return `<nav class="contents" aria-label="On this page"><h2>On this page</h2><ul>${items.join("")}</ul></nav>`;
}
