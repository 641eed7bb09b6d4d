import type { Plugin } from "vite";
import { isSyntaxNode, syntaxNodes, type SyntaxNode } from "./source-files.ts";

/** Leaves out of the elements' templates the white space that is there for who reads the source. */
export function trimTemplates(): Plugin {
  return {
    name: "meshcall:trim-templates",
    enforce: "pre",
    transform: {
      filter: { id: /\/web\/elements\/.*\.ts$/ },
      handler: (source, id) => ({ code: trimmedTemplates(id, source), map: null }),
    },
  };
}

/** The text of a module with its `css` and `html` templates trimmed. */
export function trimmedTemplates(path: string, source: string): string {
  const changes = [...syntaxNodes(path, source)]
    .flatMap((node) => changesOf(node, source))
    .toSorted((a, b) => b.start - a.start);
  let text = source;
  for (const { start, end, instead } of changes) text = text.slice(0, start) + instead + text.slice(end);
  return text;
}

interface Change {
  start: number;
  end: number;
  instead: string;
}

function changesOf(node: SyntaxNode, source: string): Change[] {
  if (node.type !== "TaggedTemplateExpression") return [];
  const { tag, quasi } = node;
  const trim = isSyntaxNode(tag) && tag["name"] === "css" ? trimCss : trimHtml;
  const isOurs = isSyntaxNode(tag) && (tag["name"] === "css" || tag["name"] === "html");
  if (!isOurs || !isSyntaxNode(quasi) || !Array.isArray(quasi["quasis"])) return [];
  return quasi["quasis"].flatMap((piece: unknown) => {
    const value: unknown = isSyntaxNode(piece) ? piece["value"] : undefined;
    const raw: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "raw") : undefined;
    const from: unknown = isSyntaxNode(piece) ? piece["start"] : undefined;
    if (typeof raw !== "string" || typeof from !== "number") return [];
    const start = source.indexOf(raw, from); // the piece begins with its delimiter
    return { start, end: start + raw.length, instead: trim(raw) };
  });
}

/** Where a rule has a word to say there stays a space. Colours and fractions are written as short as they can be. */
function trimCss(text: string): string {
  return text
    .replaceAll(/\/\*[^]*?\*\//g, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/("[^"]*")| ?([{};>,]) ?/g, "$1$2")
    .replaceAll(/ \/ | (?=!important)/g, (each) => each.trim())
    .replaceAll(/(?<=[{;(][\w-]+): /g, ":")
    .replaceAll(/(?<=[ :(,/-])0(?=\.\d)/g, "")
    .replaceAll(/#(\w)\1(\w)\2(\w)\3\b/g, "#$1$2$3")
    .replaceAll(";}", "}");
}

/** White space between elements counts, how much of it does not. (No `msg` has such a template: its id is made of the text.) */
function trimHtml(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, "\n");
}
