import { createHash } from "node:crypto";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { inRepository } from "./repository.ts";

/** What `dist/integrity.json` holds: for Subresource Integrity, by file name in `dist/`. */
export interface Integrity {
  version: string;
  /** As the attribute `integrity` has it. */
  files: Readonly<Record<string, string>>;
}

/** Of the scripts that pages load. */
export function integrityOf(names: readonly string[] = scriptsOfPages()): Integrity {
  const { version }: { version: string } = JSON.parse(readFileSync(inRepository("package.json"), "utf8"));
  const files = names.toSorted().map((name) => [name, hashOf(inRepository(`dist/${name}`))]);
  return { version, files: Object.fromEntries(files) };
}

/** Writes `dist/integrity.json`. */
export function writeIntegrity(): void {
  writeFileSync(inRepository("dist/integrity.json"), `${JSON.stringify(integrityOf(), undefined, 2)}\n`);
}

function scriptsOfPages(): string[] {
  const scripts = globSync("*.js", { cwd: inRepository("dist") });
  return scripts.filter((name) => !["cli.js", "server.js", "elements.server.js", "react.js"].includes(name));
}

/** SHA-384, which W3C's Subresource Integrity recommends. */
function hashOf(path: string): string {
  return `sha384-${createHash("sha384").update(readFileSync(path)).digest("base64")}`;
}
