import { globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { inRepository } from "./repository.ts";
import { mustRun } from "./run-command.ts";

const typesDir = inRepository("dist/types");

const cdnTypes = `import type * as sdk from "./web/index.js";

declare global {
  /** Set by the script \`meshcall.cdn.js\`. */
  var Meshcall: typeof sdk;
}
`;

/** Writes `dist/types`: declarations that an application's compiler resolves without our package.json. */
export async function emitTypes(): Promise<void> {
  rmSync(typesDir, { recursive: true, force: true });
  await mustRun(["tsc", "-p", "scripts/tsconfig.web-types.json"]);
  await mustRun(["tsc", "-p", "scripts/tsconfig.signal-worker-types.json"]);
  for (const file of globSync("**/*.d.ts", { cwd: typesDir })) {
    const path = `${typesDir}/${file}`;
    writeFileSync(path, withPublicSpecifiers(readFileSync(path, "utf8"), file));
  }
  writeFileSync(`${typesDir}/cdn.d.ts`, cdnTypes);
}

/**
 * `#protocol/x` is known inside this repository only, and `.ts` names a file that is not shipped.
 *
 * @param file path of the declaration file in `dist/types`.
 */
export function withPublicSpecifiers(declarations: string, file: string): string {
  return declarations.replace(
    /(\bfrom\s*|\bimport\s*\(?\s*)"([^"]+)"/g,
    (whole, before: string, specifier: string) => {
      const protocol = /^#protocol\/(.+)$/.exec(specifier);
      if (protocol) {
        const path = relative(dirname(file), `signal-worker/protocol/${protocol[1]}.js`).replaceAll(
          "\\",
          "/",
        );
        return `${before}"${path.startsWith(".") ? path : `./${path}`}"`;
      }
      return specifier.startsWith(".") ? `${before}"${specifier.replace(/\.ts$/, ".js")}"` : whole;
    },
  );
}
