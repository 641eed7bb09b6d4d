import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inRepository } from "../../scripts/repository.ts";
import { isSyntaxNode, readSourceFiles, syntaxNodes } from "../../scripts/source-files.ts";
import { trimmedLit } from "../../scripts/vite-plugin-trim-lit.ts";

const modules = [
  "@lit/context/lib/controllers/context-consumer.js",
  "@lit/context/lib/controllers/context-provider.js",
  "@lit/reactive-element/css-tag.js",
  "@lit/reactive-element/reactive-element.js",
  "lit-element/lit-element.js",
  "lit-html/directive-helpers.js",
  "lit-html/directive.js",
  "lit-html/lit-html.js",
].map((module) => `node_modules/${module}`);

test("Lit is left without what no element runs", () => {
  for (const path of modules) {
    const source = readFileSync(inRepository(path), "utf8");
    const trimmed = trimmedLit(path, source);
    expect(trimmed.length, path).toBeLessThan(source.length);
    expect(() => [...syntaxNodes(path, trimmed)], path).not.toThrow();
  }
});

test("another version of Lit fails the build instead of a page", () => {
  for (const path of modules) {
    expect(() => trimmedLit(path, "export {}"), path).toThrow(/no /);
  }
});

test("no element asks for what is left out of Lit", () => {
  const asked: string[] = [];
  for (const [path, source] of readSourceFiles(["web"])) {
    if (!source.includes('"lit')) continue;
    const told = (what: string): void => void asked.push(`${path}: ${what}`);
    for (const node of syntaxNodes(path, source)) {
      if (node.type === "ImportDeclaration") {
        const from = valueOf(node["source"]);
        if (from.startsWith("lit/") && !/^lit\/directives\/(live|repeat)\.js$/.test(from)) told(from);
        if (/^(lit-html|lit-element|@lit\/reactive-element)/.test(from)) told(from);
      }
      if (node.type === "ImportSpecifier" && /^(mathml|unsafeCSS)$/.test(nameOf(node["imported"])))
        told(nameOf(node["imported"]));
      if (node.type === "Property" && /^(converter|noAccessor|useDefault)$/.test(nameOf(node["key"])))
        told(nameOf(node["key"]));
      if (node.type === "Property" && nameOf(node["key"]) === "type")
        if (/^(Array|Object)$/.test(nameOf(node["value"]))) told("properties as JSON");
      if (node.type === "TaggedTemplateExpression" && /^(html|svg)$/.test(nameOf(node["tag"])))
        for (const what of untoldIn(node["quasi"])) told(what);
    }
    for (const [, name = "", body = ""] of source.matchAll(
      /static override properties = (\{)([^]*?)\n {2}\};/g,
    ))
      for (const [, key = ""] of body.matchAll(/^ {4}(\w+):/gm))
        if (new RegExp(`^ {2}(?:override )?[gs]et ${key}\\(`, "m").test(source))
          told(`accessor ${name}${key}`);
  }
  expect(asked).toEqual([]);
}, 60_000);

/** What a template binds that would stay unbound. */
function* untoldIn(quasi: unknown): Generator<string> {
  const [pieces, values] = ["quasis", "expressions"].map((list) => {
    const nodes: unknown = isSyntaxNode(quasi) ? quasi[list] : [];
    return Array.isArray(nodes) ? nodes.filter(isSyntaxNode) : [];
  });
  const texts = (pieces ?? []).map((piece) => String(Reflect.get(Object(piece["value"]), "cooked")));
  const text = texts.join("\0").replaceAll(/"[^"]*"/g, '""');
  if (text.includes("<!")) yield "a comment";
  if (/<\/?\0/.test(text)) yield "a binding of an element's name";
  if (/<[a-z][^<>]*\s\0/.test(text)) yield "a binding of an element";
  if (/<(?:script|style|textarea|title)\b[^<>]*>[^<]*\0/.test(text)) yield "a binding in plain text";
  for (const [index, value] of (values ?? []).entries())
    if (/\s@[\w-]+=$/.test(texts[index] ?? "") && value.type === "ObjectExpression")
      yield "a listener's options";
}

function nameOf(node: unknown): string {
  return isSyntaxNode(node) && typeof node["name"] === "string" ? node["name"] : "";
}

function valueOf(node: unknown): string {
  const value: unknown = isSyntaxNode(node) ? node["value"] : undefined;
  return typeof value === "string" ? value : "";
}
