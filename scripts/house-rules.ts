import { posix } from "node:path";
import { isSyntaxNode, syntaxNodes, type SourceFiles, type SyntaxNode } from "./source-files.ts";

/** Where a file stops being one room. */
const longestFileLines = 400;

const bannedName = /(Manager|Helper|Utils?|Service|Handler)$/;

/** Cloudflare's runtime and Vite ask for a default export; PeerJS imports the stub's. */
const mayExportDefault = /^(signal-worker\/src\/index\.ts|scripts\/stubs\/)/;

const declarations = new Set([
  "ClassDeclaration",
  "FunctionDeclaration",
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
]);

/** Each breach of the house rules that a program can see, as `file: what`. */
export function houseRuleViolations(files: SourceFiles): string[] {
  return [...files].flatMap(([path, source]) =>
    [...nameViolations(path), ...lengthViolations(source), ...syntaxViolations(path, source)].map(
      (violation) => `${path}: ${violation}`,
    ),
  );
}

function nameViolations(path: string): string[] {
  const stem = posix.basename(path).replace(/(\.(test|bench|styles|d))*\.ts$/, "");
  const violations: string[] = [];
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem)) violations.push("its name is not kebab-case");
  if (/(^|-)(manager|helper|utils?|service|handler)$/.test(stem)) violations.push("its name says nothing");
  return violations;
}

function lengthViolations(source: string): string[] {
  const lines = source.split("\n").length - 1;
  return lines > longestFileLines ? [`it has ${lines} lines`] : [];
}

function syntaxViolations(path: string, source: string): string[] {
  // AssemblyScript's decorators on functions do not parse as TypeScript.
  if (path.startsWith("wasm/assembly/")) return [];
  const inTest = path.startsWith("test/");
  return [...syntaxNodes(path, source)].flatMap((node) => {
    if (node.type === "TSAnyKeyword") return ["it says any"];
    if (node.type === "TSEnumDeclaration") return ["it has an enum"];
    if (node.type === "TSNonNullExpression" && !inTest) return ["it has a non-null !"];
    if (node.type === "ExportDefaultDeclaration" && !mayExportDefault.test(path))
      return ["it exports a default"];
    const name = declarations.has(node.type) ? declaredName(node) : undefined;
    return name !== undefined && bannedName.test(name) ? [`${name} says nothing`] : [];
  });
}

function declaredName(node: SyntaxNode): string | undefined {
  const id = node["id"];
  return isSyntaxNode(id) && typeof id["name"] === "string" ? id["name"] : undefined;
}
