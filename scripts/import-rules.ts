import { posix } from "node:path";
import { isSyntaxNode, syntaxNodes, type SourceFiles, type SyntaxNode } from "./source-files.ts";

/** One layer of docs/architecture.md, and what its files may import. */
interface Layer {
  files: RegExp;
  /** Own files of the repository, by path. */
  imports: readonly RegExp[];
  packages: readonly string[];
}

const protocol = /^signal-worker\/protocol\//;
const room = /^web\/room\//;

/** An adapter sees the room's ports and its own folder; the room introduces it to its siblings. */
function adapter(name: string, packages: readonly string[], more: readonly RegExp[] = []): Layer {
  const own = new RegExp(`^web/${name}/`);
  return {
    files: own,
    imports: [own, room, protocol, ...more],
    packages: ["valibot", ...packages],
  };
}

/** What a call can do besides sound and picture: models without elements, which see the room's public objects. */
const features = /^web\/(chat|files|effects|recording|captions|timeline)\//;

/** The first layer that a file belongs to rules it. */
const layers: readonly Layer[] = [
  { files: protocol, imports: [protocol], packages: ["valibot"] },
  {
    files: /^signal-worker\/src\/(room\/.+|room|swarm|backoff)\.ts$/,
    imports: [/^signal-worker\//],
    packages: ["valibot"],
  },
  // The rules of the webhooks: no Cloudflare either.
  {
    files: /^signal-worker\/src\/webhooks\/(queue|slots|webhook|signature|callback-address)\.ts$/,
    imports: [/^signal-worker\/src\/(webhooks\/|facts\.ts$)/],
    packages: [],
  },
  // The dialects' rules and codecs: no Cloudflare, and nothing of a room.
  {
    files: /^signal-worker\/src\/dialects\/(peerserver|tracker)(-frames)?\.ts$/,
    imports: [/^signal-worker\/src\/(dialects\/|budget\.ts$)/],
    packages: ["valibot"],
  },
  {
    files: /^signal-worker\//,
    imports: [/^signal-worker\//],
    packages: ["cloudflare:workers", "hono", "jose", "valibot"],
  },
  // A server's entry has no dependency: it runs wherever there is Web Crypto.
  {
    files: /^server\//,
    imports: [/^server\//, protocol, /^signal-worker\/src\/webhooks\/signature\.ts$/],
    packages: ["node:util"],
  },
  { files: room, imports: [room, protocol], packages: ["valibot"] },
  {
    files: /^web\/mesh\/peerjs\.ts$/,
    imports: [/^web\/mesh\//, room, protocol],
    packages: ["peerjs", "valibot"],
  },
  adapter("signaling", []),
  adapter("mesh", []),
  adapter("media", []),
  adapter("data", []),
  adapter("seal", []),
  // Uses no room, only its errors: it runs before there is one.
  adapter("preflight", []),
  adapter("kernel", ["comlink"], [/^wasm\//]),
  // A lobby without a call: nothing of a socket, a link or a device.
  adapter("rooms", [], [/^web\/signaling\/server-url\.ts$/]),
  adapter("chat", [], [/^web\/files\//]),
  adapter("files", []),
  adapter("effects", [], [/^wasm\//]),
  adapter("recording", ["mediabunny"], [/^web\/files\//]),
  adapter("captions", []),
  adapter("timeline", [], [/^web\/captions\//]),
  {
    files: /^web\/elements\//,
    imports: [/^web\/elements\//, room, features],
    packages: ["lit", "@lit/context", "@lit/localize"],
  },
  {
    files: /^web\/react(\/.+)?\.ts$/,
    imports: [/^web\/(react|elements)\//, /^web\/elements\.ts$/],
    packages: ["@lit/react", "react", "virtual:element-names"],
  },
  // The composition root, and the site's own scripts.
  {
    files: /^web\//,
    imports: [/^web\//, protocol, /^package\.json$/],
    packages: ["lit", "valibot"],
  },
  { files: /^wasm\//, imports: [/^wasm\//], packages: [] },
];

/** Each import that no rule allows, as `file imports what`. */
export function importViolations(files: SourceFiles): string[] {
  return [...files].flatMap(([file, source]) => {
    const layer = layers.find((candidate) => candidate.files.test(file));
    if (!layer) return [`${file} belongs to no layer`];
    return specifiers(file, source)
      .filter((specifier) => !isAllowed(file, specifier, layer))
      .map((specifier) => `${file} imports ${specifier}`);
  });
}

function isAllowed(file: string, specifier: string, layer: Layer): boolean {
  const path = repositoryPath(file, specifier);
  if (path !== undefined) return layer.imports.some((allowed) => allowed.test(path));
  return layer.packages.some((name) => specifier === name || specifier.startsWith(`${name}/`));
}

/** Path in the repository that a specifier means; `undefined` for a package. */
function repositoryPath(file: string, specifier: string): string | undefined {
  const [bare = ""] = specifier.split("?");
  if (bare.startsWith("#protocol/")) return `signal-worker/protocol/${bare.slice("#protocol/".length)}.ts`;
  return bare.startsWith(".") ? posix.join(posix.dirname(file), bare) : undefined;
}

/** What a file imports in any way: also types, `import()`, and `new URL("…", import.meta.url)`. */
function specifiers(file: string, source: string): string[] {
  return [...syntaxNodes(file, source)].flatMap((node) => {
    const request = requestOf(node);
    return isSyntaxNode(request) && typeof request["value"] === "string" ? [request["value"]] : [];
  });
}

function requestOf(node: SyntaxNode): unknown {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
    case "ImportExpression":
    case "TSImportType":
      return node["source"];
    case "NewExpression":
      return isUrlOfModule(node) ? firstArgument(node) : undefined;
    default:
      return undefined;
  }
}

function isUrlOfModule(node: SyntaxNode): boolean {
  const callee = node["callee"];
  const base = Array.isArray(node["arguments"]) ? node["arguments"][1] : undefined;
  const isUrl = isSyntaxNode(callee) && callee["name"] === "URL";
  return isUrl && isSyntaxNode(base) && JSON.stringify(base).includes('"MetaProperty"');
}

function firstArgument(node: SyntaxNode): unknown {
  return Array.isArray(node["arguments"]) ? node["arguments"][0] : undefined;
}
