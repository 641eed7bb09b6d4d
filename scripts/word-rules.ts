import { isSyntaxNode, syntaxNodes, type SourceFiles, type SyntaxNode } from "./source-files.ts";

/** Attributes that a person reads or hears. */
const readAttribute =
  /\s(aria-(?:label|description|valuetext|roledescription)|title|placeholder|alt|label)="([^"]*)"/g;

const letter = /\p{L}/u;

/** Each word that stands in an element's template itself, and so in English alone, as `file: word`. */
export function bareWords(files: SourceFiles): string[] {
  return [...files].flatMap(([path, source]) =>
    [...syntaxNodes(path, source)]
      .filter(isTemplate)
      .flatMap((node) => wordsOf(markupOf(node)).map((word) => `${path}: ${word}`)),
  );
}

function isTemplate(node: SyntaxNode): boolean {
  const tag = node["tag"];
  return node.type === "TaggedTemplateExpression" && isSyntaxNode(tag) && tag["name"] === "html";
}

/** What is written between the expressions; an expression is a digit, which is no word and no markup. */
function markupOf(node: SyntaxNode): string {
  const quasi = node["quasi"];
  const pieces = isSyntaxNode(quasi) && Array.isArray(quasi["quasis"]) ? quasi["quasis"] : [];
  return pieces
    .map((piece: unknown) => {
      const value = isSyntaxNode(piece) ? piece["value"] : undefined;
      return typeof value === "object" && value !== null && "cooked" in value ? String(value.cooked) : "";
    })
    .join("0");
}

function wordsOf(markup: string): string[] {
  const inAttributes = [...markup.matchAll(readAttribute)].map(([, , value = ""]) => value);
  const between = markup
    .replace(/<!--.*?-->/gs, "")
    .replace(/<[^>]*>/g, "\n")
    .split("\n");
  return [...inAttributes, ...between].map((text) => text.trim()).filter((text) => letter.test(text));
}
