import { posix } from "node:path";
import { expect, it } from "vitest";
import { isSyntaxNode, readSourceFiles, syntaxNodes, type SyntaxNode } from "../../scripts/source-files.ts";

const sources = readSourceFiles(["web", "signal-worker/protocol"]);

/** The tag's entry, and what its lobby may ask for. */
const firstLoad = [
  "web/elements.ts",
  "web/look-in.ts",
  "web/elements/devices/hot-swap.ts",
  "web/elements/devices/device-words.ts",
];

/** What a call can do besides sound and picture, and the elements for it. */
const feature = /^web\/(elements\/)?(chat|files|effects|recording|captions|timeline)\//;

/** Files that a browser has loaded before the first of them runs, each with who asks for it. Types are no files. */
function loadedWith(entries: readonly string[]): ReadonlyMap<string, string> {
  const loaded = new Map(entries.map((entry) => [entry, "a page"]));
  for (const file of loaded.keys()) {
    for (const node of syntaxNodes(file, sources.get(file) ?? "")) {
      const path = staticImport(file, node);
      if (path !== undefined && !loaded.has(path)) loaded.set(path, file);
    }
  }
  return loaded;
}

function staticImport(file: string, node: SyntaxNode): string | undefined {
  const isImport = node.type === "ImportDeclaration" && node["importKind"] !== "type";
  const isExport = node.type.startsWith("Export") && node["exportKind"] !== "type";
  const source = isImport || isExport ? node["source"] : undefined;
  const specifier = isSyntaxNode(source) ? source["value"] : undefined;
  if (typeof specifier !== "string" || onlyTypes(node)) return undefined;
  if (specifier.startsWith("#protocol/"))
    return `signal-worker/protocol/${specifier.slice("#protocol/".length)}.ts`;
  return specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : undefined;
}

/** `import { type A, type B }`. */
function onlyTypes({ specifiers }: SyntaxNode): boolean {
  if (!Array.isArray(specifiers) || specifiers.length === 0) return false;
  return specifiers.every(
    (each) => isSyntaxNode(each) && (each["importKind"] ?? each["exportKind"]) === "type",
  );
}

/** A few lines that ask for the code when it is wanted. */
function isDoor(file: string): boolean {
  return /\/(define|recall)-[a-z-]+\.ts$/.test(file) && (sources.get(file) ?? "").length < 2_000;
}

it("nothing of chat, files, effects, recording, captions or notes is loaded before somebody joins", () => {
  const loaded = loadedWith(firstLoad);
  expect(loaded.size).toBeGreaterThan(40); // it was followed at all
  expect([...loaded.keys()]).toContain("web/elements/lobby/mesh-lobby.ts");
  const features = [...loaded].filter(([file]) => feature.test(file) && !isDoor(file));
  expect(features.map(([file, by]) => `${file}, for ${by}`)).toEqual([]);
});

it("of captions and notes a call loads no more than what tells that there are some", () => {
  const loaded = loadedWith(["web/call.ts", "web/elements/call/call-parts.ts"]);
  const own = [...loaded.keys()].filter((file) => /^web\/(elements\/)?(captions|timeline)\//.test(file));
  expect(own.sort()).toEqual([
    "web/captions/track-name.ts",
    "web/elements/captions/define-captions.ts",
    "web/elements/captions/follow-captions.ts",
    "web/elements/timeline/follow-notes.ts",
  ]);
});
