import { readFileSync, writeFileSync } from "node:fs";
import { integrityOf } from "./integrity.ts";
import { inRepository } from "./repository.ts";

/** What stands in the repository, where no build is the published one. */
const noHash = "sha384-…";
const attribute = /(?<=integrity=")sha384-[^"]*(?=")/g;

/** The README as the package ships it: its tag has the hash of the script beside it. */
export function stamped(readme: string, hash: string): string {
  return readme.replaceAll(attribute, hash);
}

/** `node scripts/stamp-readme.ts`, before packing; with `--undo`, after it. */
if (import.meta.main) {
  const path = inRepository("README.md");
  const script = "meshcall.cdn.js";
  const hash = process.argv.includes("--undo") ? noHash : integrityOf([script]).files[script];
  writeFileSync(path, stamped(readFileSync(path, "utf8"), hash ?? noHash));
}
