import MarkdownIt from "markdown-it";

export interface Heading {
  level: number;
  id: string;
  text: string;
}

export interface Rendered {
  html: string;
  headings: readonly Heading[];
}

/**
 * A document as HTML. Nothing in it is HTML of its own: what looks like a tag is shown as text.
 * @param resolve where a relative link leads
 */
export function renderMarkdown(text: string, resolve: (link: string) => string): Rendered {
  const markdown = new MarkdownIt({ html: false, linkify: false });
  const headings: Heading[] = [];
  const tokens = markdown.parse(text, {});
  for (const [at, level] of levelsOf(tokens)) {
    for (const token of [tokens[at], tokens[at + 2]]) if (token !== undefined) token.tag = `h${level}`;
  }
  for (const [at, token] of tokens.entries()) {
    const inline = tokens[at + 1];
    if (token.type === "heading_open" && inline !== undefined) {
      const plain = (inline.children ?? []).map(({ content }) => content).join("");
      const heading = { level: Number(token.tag.slice(1)), id: anchorOf(inline.content), text: plain };
      headings.push(heading);
      token.attrSet("id", heading.id);
    }
    for (const child of token.children ?? []) {
      const link = child.type === "link_open" ? child.attrGet("href") : null;
      if (typeof link === "string" && !/^[a-z]+:/.test(link)) child.attrSet("href", resolve(link));
    }
  }
  const { rules } = markdown.renderer;
  // The corner of a table is no heading of anything.
  rules["th_open"] = (all, at) => (all[at + 1]?.content === "" ? "<td>" : `<th scope="col">`);
  rules["th_close"] = (all, at) => (all[at - 1]?.content === "" ? "</td>" : "</th>");
  rules["table_open"] = () => `<div class="table" tabindex="0" role="group" aria-label="Table"><table>`;
  rules["table_close"] = () => "</table></div>\n";
  rules["fence"] = (all, at) => {
    const { content = "", info = "" } = all[at] ?? {};
    return codeBlock(content, info.split(" ")[0] ?? "");
  };
  rules["code_block"] = (all, at) => codeBlock(all[at]?.content ?? "", "");
  return { html: markdown.renderer.render(tokens, markdown.options, {}), headings };
}

/** A page has one heading of level 1, and skips none: where it is in the tokens -> its level. */
function levelsOf(tokens: readonly { type: string; tag: string }[]): [at: number, level: number][] {
  const found = [...tokens.entries()].flatMap(([at, { type, tag }]) =>
    type === "heading_open" ? [[at, Number(tag.slice(1))] as const] : [],
  );
  const isDeeper = found.filter(([, level]) => level === 1).length > 1 ? 1 : 0;
  let before = 0;
  return found.map(([at, level], index) => {
    before = index === 0 ? 1 : Math.min(level + isDeeper, before + 1);
    return [at, before];
  });
}

/** One line of a doc comment: code and links, no paragraph. */
export function renderLine(text: string): string {
  return new MarkdownIt({ html: false }).renderInline(text);
}

/** @param language shown to nobody, for style sheets */
export function codeBlock(code: string, language: string): string {
  return `<pre tabindex="0" role="group" aria-label="Code" data-language="${escapeHtml(language)}"><code>${escapeHtml(code)}</code></pre>\n`;
}

/** As GitHub makes them, so that one link leads right in both places. */
export function anchorOf(heading: string): string {
  const kept = heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "");
  return kept.replaceAll(" ", "-");
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&quot;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
