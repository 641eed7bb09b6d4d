import type { Plugin } from "vite";
import { isSyntaxNode, syntaxNodes, type SyntaxNode } from "./source-files.ts";

interface Chunk {
  fileName: string;
  code: string;
  /** What is imported by name from outside. */
  isEntry: boolean;
}

/** Of one chunk: a name that others import -> the name instead. */
type Renaming = ReadonlyMap<string, string>;

/**
 * Chunks of one build export to each other under short names that the bundler makes; what they name has another short name
 * inside, of the minifier's. Here both are one, `export{a}` for `export{a as b}`: 0.5 KB of the element. To be run after
 * whatever else gives names.
 */
export function plainExports(): Plugin {
  return {
    name: "meshcall:plain-exports",
    generateBundle: {
      order: "post",
      handler: (_options, bundle) => {
        const chunks = Object.values(bundle).filter((each) => each.type === "chunk");
        const codes = withPlainExports(chunks);
        for (const [index, chunk] of chunks.entries()) chunk.code = codes[index] ?? chunk.code;
      },
    },
  };
}

/** @returns the code of each, in the same order */
export function withPlainExports(chunks: readonly Chunk[]): string[] {
  const parsed = chunks.map(({ fileName, code }) => [...syntaxNodes(`${fileName}.ts`, code)]);
  const asked = askedByName(parsed.flat());
  const renamings = new Map<string, Renaming>();
  for (const [index, { fileName, isEntry }] of chunks.entries()) {
    const kept = asked.get(`./${fileName}`) ?? new Set();
    if (!isEntry && kept !== "all") renamings.set(`./${fileName}`, renamingOf(parsed[index] ?? [], kept));
  }
  return chunks.map(({ fileName, code }, index) =>
    rewritten(code, parsed[index] ?? [], `./${fileName}`, renamings),
  );
}

/** What `import()` takes of each chunk: those names stay. */
function askedByName(nodes: readonly SyntaxNode[]): Map<string, Set<string> | "all"> {
  const asked = new Map<string, Set<string> | "all">();
  const read = new Set<unknown>();
  for (const node of nodes) {
    if (node.type === "CallExpression") {
      // import("./a.js").then((all) => all.b)
      const { callee, arguments: given } = node;
      const coming = isSyntaxNode(callee) ? callee["object"] : undefined;
      const take: unknown = Array.isArray(given) ? given[0] : undefined;
      const taken = isSyntaxNode(take) && isSyntaxNode(take["body"]) ? take["body"] : undefined;
      if (!isSyntaxNode(coming) || coming.type !== "ImportExpression") continue;
      if (taken?.type !== "MemberExpression" || taken["computed"] === true) continue;
      if (!isSyntaxNode(taken["object"]) || taken["object"].type !== "Identifier") continue;
      read.add(coming);
      const names = asked.get(textOf(coming["source"])) ?? new Set();
      if (names !== "all") asked.set(textOf(coming["source"]), names.add(textOf(taken["property"])));
    } else if (node.type === "ImportExpression" && !read.has(node)) {
      asked.set(textOf(node["source"]), "all");
    } else if (node.type === "ImportDeclaration" || node.type === "ExportAllDeclaration") {
      const isWhole = (each: SyntaxNode): boolean => each.type === "ImportNamespaceSpecifier";
      if (node.type === "ExportAllDeclaration" || specifiers(node).some(isWhole))
        asked.set(textOf(node["source"]), "all");
    }
  }
  return asked;
}

function renamingOf(nodes: readonly SyntaxNode[], kept: ReadonlySet<string>): Renaming {
  const renaming = new Map<string, string>();
  const taken = new Set(kept);
  const left: string[] = [];
  for (const each of nodes.filter(isOwnExport).flatMap(specifiers)) {
    const [local, exported] = [textOf(each["local"]), textOf(each["exported"])];
    if (kept.has(exported)) continue;
    if (taken.has(local)) {
      left.push(exported);
    } else {
      taken.add(local);
      renaming.set(exported, local);
    }
  }
  for (const exported of left) {
    let name = exported;
    while (taken.has(name)) name += "_";
    taken.add(name);
    renaming.set(exported, name);
  }
  return renaming;
}

function rewritten(
  code: string,
  nodes: readonly SyntaxNode[],
  own: string,
  renamings: ReadonlyMap<string, Renaming>,
): string {
  let text = code;
  const lists = nodes.filter(
    (node) => node.type === "ImportDeclaration" || node.type === "ExportNamedDeclaration",
  );
  for (const node of lists.toReversed()) {
    const renaming = renamings.get(isOwnExport(node) ? own : textOf(node["source"]));
    if (renaming === undefined || specifiers(node).length === 0) continue;
    const all = specifiers(node);
    const names = all.map((each) => {
      const from = textOf(each[node.type === "ImportDeclaration" ? "imported" : "local"]);
      const to = textOf(each[node.type === "ImportDeclaration" ? "local" : "exported"]);
      const [before, after] = isOwnExport(node)
        ? [from, renaming.get(to) ?? to]
        : [renaming.get(from) ?? from, to];
      return before === after ? before : `${before} as ${after}`;
    });
    if (!all.every(({ type }) => /^(?:Import|Export)Specifier$/.test(type))) continue; // a default has no name
    // in order they pack better
    const list = (isOwnExport(node) ? names.toSorted() : names).join();
    text = text.slice(0, Number(all[0]?.["start"])) + list + text.slice(Number(all.at(-1)?.["end"]));
  }
  return text;
}

function isOwnExport(node: SyntaxNode): boolean {
  return node.type === "ExportNamedDeclaration" && node["source"] === null;
}

function specifiers(node: SyntaxNode): SyntaxNode[] {
  return Array.isArray(node["specifiers"]) ? node["specifiers"].filter(isSyntaxNode) : [];
}

/** A name, or a text. */
function textOf(node: unknown): string {
  const text: unknown = isSyntaxNode(node) ? (node["name"] ?? node["value"]) : undefined;
  return typeof text === "string" ? text : "";
}
