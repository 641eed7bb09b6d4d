import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { posix } from "node:path";
import { inRepository } from "./repository.ts";
import { mustRun } from "./run-command.ts";

const typesDir = inRepository("dist/types");

/** Entries of the package that are not one of our modules as it is, by path in `dist/types`. */
const writtenEntries: Readonly<Record<string, string>> = {
  "cdn.d.ts": `import type * as sdk from "./web/sdk.js";
import "./web/elements.js";

declare global {
  /** Set by the script \`meshcall.cdn.js\`. */
  var Meshcall: typeof sdk;
}
`,
  // Hono's types stay inside: who deploys the signal-worker needs none of them.
  "signal-worker.d.ts": `import type { Bindings } from "./signal-worker/src/bindings.js";

export type { Bindings };
export { AccountObject } from "./signal-worker/src/account-object.js";
export { PeerServerObject } from "./signal-worker/src/dialects/peerserver-object.js";
export { RoomObject } from "./signal-worker/src/room-object.js";
export { TrackerObject } from "./signal-worker/src/dialects/tracker-object.js";

declare const signalWorker: {
  fetch(request: Request, bindings: Bindings, context: ExecutionContext): Response | Promise<Response>;
};
export default signalWorker;
`,
};

const entries = [
  "web/index.d.ts",
  "web/elements.d.ts",
  "web/react.d.ts",
  "web/rooms.d.ts",
  "web/captions.d.ts",
  "web/files.d.ts",
  "web/recording.d.ts",
  "web/timeline.d.ts",
  "web/chat.d.ts",
  "web/effects.d.ts",
  "server/index.d.ts",
  ...Object.keys(writtenEntries),
];

/** In declarations, after `from` or `import`; in what tsc and we write, always with double quotes. */
const specifierPattern = /(\bfrom\s*|\bimport\s*\(?\s*)"([^"]+)"/g;

/** Writes `dist/types`: what the entries need and no more, as an application's compiler can resolve it. */
export async function emitTypes(): Promise<void> {
  rmSync(typesDir, { recursive: true, force: true });
  await mustRun(["tsc", "-p", "scripts/tsconfig.web-types.json"]);
  await mustRun(["tsc", "-p", "scripts/tsconfig.signal-worker-types.json"]);
  for (const [file, declarations] of Object.entries(writtenEntries)) write(file, declarations);

  const files = globSync("**/*.d.ts", { cwd: typesDir }).map((file) => file.replaceAll("\\", "/"));
  for (const file of files) write(file, withPublicSpecifiers(read(file), file));
  const needed = reachable(entries);
  for (const file of files.filter((each) => !needed.has(each))) rmSync(`${typesDir}/${file}`);
}

/** `#protocol/x` is known inside this repository only, and `.ts` names a file that is not shipped. */
function withPublicSpecifiers(declarations: string, file: string): string {
  return declarations.replace(specifierPattern, (whole, before: string, specifier: string) => {
    const protocol = /^#protocol\/(.+)$/.exec(specifier)?.[1];
    if (protocol !== undefined) {
      const path = posix.relative(posix.dirname(file), `signal-worker/protocol/${protocol}.js`);
      return `${before}"${path.startsWith(".") ? path : `./${path}`}"`;
    }
    return specifier.startsWith(".") ? `${before}"${specifier.replace(/\.ts$/, ".js")}"` : whole;
  });
}

function reachable(from: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...from];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file) || !existsSync(`${typesDir}/${file}`)) continue;
    found.add(file);
    for (const [, , specifier = ""] of read(file).matchAll(specifierPattern)) {
      if (specifier.startsWith("."))
        open.push(posix.join(posix.dirname(file), specifier).replace(/\.js$/, ".d.ts"));
    }
  }
  return found;
}

function read(file: string): string {
  return readFileSync(`${typesDir}/${file}`, "utf8");
}

function write(file: string, declarations: string): void {
  writeFileSync(`${typesDir}/${file}`, declarations);
}
