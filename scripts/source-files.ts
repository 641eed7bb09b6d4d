import { globSync, readFileSync } from "node:fs";
import { parseSync } from "vite";
import { inRepository, repositoryDir } from "./repository.ts";

/** Path in the repository, with forward slashes -> the file's text. */
export type SourceFiles = ReadonlyMap<string, string>;

/** Reads the TypeScript of some folders, generated files left out. */
export function readSourceFiles(folders: readonly string[]): SourceFiles {
  const paths = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: repositoryDir }));
  const own = paths
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !/\/(build|locales|\.output)\//.test(path));
  return new Map(own.sort().map((path) => [path, readFileSync(inRepository(path), "utf8")]));
}

/** One node of the syntax tree, as far as the rules look at it. */
export type SyntaxNode = Readonly<Record<string, unknown>> & { readonly type: string };

/** Every node of a file's syntax tree, parents first. Throws when the file does not parse. */
export function* syntaxNodes(path: string, source: string): Generator<SyntaxNode> {
  const { program, errors } = parseSync(path, source, { lang: "ts", sourceType: "module" });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const open: unknown[] = [program];
  while (open.length > 0) {
    const value = open.pop();
    if (Array.isArray(value)) open.push(...value.toReversed());
    if (!isRecord(value)) continue;
    if (isSyntaxNode(value)) yield value;
    open.push(...Object.values(value).toReversed());
  }
}

export function isSyntaxNode(value: unknown): value is SyntaxNode {
  return isRecord(value) && typeof value["type"] === "string";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
