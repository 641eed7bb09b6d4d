import { readFileSync } from "node:fs";
import { inRepository } from "../../scripts/repository.ts";

/** Of an installed package. */
export function versionOf(name: string): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(inRepository(`node_modules/${name}/package.json`), "utf8"),
  );
  return manifest.version;
}
