import { existsSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { examplesFolder } from "../../scripts/docs-site/example-page.ts";
import { pageHtml } from "../../scripts/docs-site/layout.ts";
import { renderMarkdown } from "../../scripts/docs-site/markdown.ts";
import { searchIndex } from "../../scripts/docs-site/search-index.ts";
import { sitePages } from "../../scripts/docs-site/site-pages.ts";
import { elementSources } from "../../scripts/manifest/element-sources.ts";
import { inRepository } from "../../scripts/repository.ts";

const pages = sitePages();
const html = new Map(pages.map((page) => [page.path, pageHtml(page, pages)]));

test("there is a page for every element, and for every example that was promised", () => {
  for (const { tag } of elementSources()) expect(html.has(`docs/elements/${tag}.html`), tag).toBe(true);
  const examples = [
    "one-to-one",
    "stand-up",
    "audience",
    "headless",
    "own-token-server",
    "moved-from-twilio",
    "embedded",
  ];
  for (const name of examples) expect(html.has(`docs/examples/${name}.html`), name).toBe(true);
});

describe("links", () => {
  test.each([...html.keys()])("of %s lead somewhere", (path) => {
    const text = html.get(path) ?? "";
    const links = [...text.matchAll(/<a [^>]*?href="([^"]*)"/g)].map(([, link = ""]) => link);
    expect(links.filter((link) => !leadsSomewhere(path, link))).toEqual([]);
  });

  test("of the search lead somewhere", () => {
    const addresses = searchIndex(pages).map(([, , address]) => address);
    expect(addresses.length).toBeGreaterThan(200);
    expect(addresses.filter((address) => !leadsSomewhere("docs/index.html", address))).toEqual([]);
  });
});

test("what looks like a tag in a document is text on its page", () => {
  const { html: rendered } = renderMarkdown(
    "# A <script>alert(1)</script>\n\n<img src=x onerror=alert(1)>",
    String,
  );
  expect(rendered).not.toMatch(/<(script|img)/);
  expect(renderMarkdown("[x](javascript:alert(1))", String).html).not.toContain("href");
});

function leadsSomewhere(page: string, link: string): boolean {
  if (/^https?:/.test(link)) return true;
  const [file = "", anchor] = link.replaceAll("&amp;", "&").split("#");
  const target = file === "" ? page : posix.join(posix.dirname(page), file);
  if (target === "index.html") return true; // the site's first page
  const example = /^docs\/examples\/([a-z-]+)\/$/.exec(target)?.[1];
  if (example !== undefined) return existsSync(inRepository(`${examplesFolder}/${example}/index.html`));
  const found = html.get(target);
  return found !== undefined && (anchor === undefined || found.includes(`id="${anchor}"`));
}
