import type { Plugin } from "vite";
import { inRepository } from "./repository.ts";
import { isSyntaxNode, syntaxNodes, type SyntaxNode } from "./source-files.ts";

/**
 * Names are those of PeerJS 1.5.5's bundle: Parcel's, so they change with each version, and the build then fails.
 * What Meshcall never runs: data connections with their serializers, and the talk with a PeerServer.
 */
const emptied = {
  DataConnection: "$6366c4ca161bc297$export$d365f7ad9d7df9c9",
  BufferedConnection: "$a229bedbcaa6ca23$export$ff7c9d4c11d94e8b",
  BinaryPack: "$9fcfddb3ae148f88$export$f0a5a64d5bb37108",
  Raw: "$bbaee3f15f714663$export$6f88fe47d32c9c94",
  Json: "$817f931e3f9096cf$export$48880ac635f47186",
  StreamConnection: "$20dbe68149d7aad9$export$72aa44612e2200cd",
  MsgPack: "$6e39230ab36396ad$export$80f5de1a66c4d624",
  MsgPackPeer: "$1e0aff16be2c328e$export$d72c7bf8eef50853",
  BinaryPackChunker: "$fcbcc7538a6776d5$export$f1c5f4c9cb95390b",
  API: "$abf266641927cd89$export$2c4e825dc9120f87",
} as const;
/** A class -> the methods that are never called, or that web/mesh/peerjs.ts replaces. */
const emptiedMethods = new Map([
  [
    "$8f5bfa60836d261d$export$4798917dbf149b79", // Socket
    "start _scheduleHeartbeat _sendHeartbeat _wsOpen _sendQueuedMessages send close _cleanup",
  ],
  ["$416260bce337df90$export$ecd1fc136c422448", "connect reconnect listAllPeers"], // Peer
]);
/** A class -> what is left of it. PeerJS tries a connection as it is imported, to see what the browser can do. */
const rewritten = new Map([
  [
    "$4f4134156c446392$export$f8f26dd395d7e1bd", // Util
    'supports = { audioVideo: true }; randomToken = () => ""; validateId = () => true; isSecure() {}',
  ],
  [
    "$257947e92926277a$var$Logger",
    "log() {} warn() {} error() {}", // `debug` is 0
  ],
]);
/** What Util asked of the browser. */
const browserSupport = "$fb63e766cfafaab9$export$25be9502477c137d";
const logger = "$257947e92926277a$export$2e2bcd8739ae039";
/** PeerJS has eventemitter3 inside; the SDK's own emitter has what it calls. */
const ourEmitter = inRepository("web/room/emitter.ts");
const emitter = "$c4dcfd1d1ea86647$";

interface Cut {
  start: number;
  end: number;
  instead: string;
}

/** Leaves out of PeerJS what Meshcall never runs: half of it. Its log calls go too, for `debug` is 0. */
export function trimPeerjs(): Plugin {
  return {
    name: "meshcall:trim-peerjs",
    transform: {
      filter: { id: /\/peerjs\/dist\/bundler\.mjs(\?|$)/ },
      handler: (source) => ({ code: trimmed(source), map: null }),
    },
  };
}

/** @throws Error when the source is not the version that the names are of */
export function trimmed(source: string): string {
  const cuts: Cut[] = [];
  const missing = new Set<string>([
    ...Object.values(emptied),
    ...emptiedMethods.keys(),
    ...rewritten.keys(),
    browserSupport,
    emitter,
  ]);
  for (const node of syntaxNodes("bundler.mjs", source)) {
    if (node.type === "ClassDeclaration") {
      const name = nameOf(node["id"]);
      if (Object.values<string>(emptied).includes(name)) {
        missing.delete(name);
        cuts.push(cut(node, `class ${name} {}`));
      } else if (rewritten.has(name)) {
        missing.delete(name);
        cuts.push(cut(node, `class ${name} { ${rewritten.get(name)} }`));
      } else if (emptiedMethods.has(name)) {
        missing.delete(name);
        cuts.push(...methodCuts(node, emptiedMethods.get(name)?.split(" ") ?? []));
      }
    } else if (node.type === "Program" && Array.isArray(node["body"])) {
      for (const statement of node["body"].filter(isSyntaxNode)) {
        const text = textOf(source, statement);
        if (text.startsWith(`const ${browserSupport} =`)) {
          missing.delete(browserSupport);
          cuts.push(cut(statement, ""));
        }
        if (!/^[^;{(]*\$c4dcfd1d1ea86647\$|^if \(Object\.create\)/.test(text) || text.startsWith("class "))
          continue;
        missing.delete(emitter);
        const isExports = text.startsWith(`var ${emitter}exports`);
        cuts.push(cut(statement, isExports ? `var ${emitter}exports = { EventEmitter };` : ""));
      }
    } else if (node.type === "ExpressionStatement") {
      const text = textOf(source, node);
      // calls of the logger, and the lists of names that nobody imports
      if (text.startsWith(`(0, ${logger}).`) || text.startsWith("$parcel$export(")) cuts.push(cut(node, ";"));
    }
  }
  if (missing.size > 0) throw new Error(`This is another PeerJS than 1.5.5: no ${[...missing].join(", ")}`);
  return `import { Emitter as EventEmitter } from ${JSON.stringify(ourEmitter)};\n${applied(source, cuts)}`;
}

function methodCuts(classNode: SyntaxNode, names: readonly string[]): Cut[] {
  const body = isSyntaxNode(classNode["body"]) ? classNode["body"]["body"] : [];
  const methods = Array.isArray(body) ? body.filter(isSyntaxNode) : [];
  return names.map((name) => {
    const method = methods.find((each) => nameOf(each["key"]) === name);
    if (method === undefined) throw new Error(`This is another PeerJS than 1.5.5: no method ${name}`);
    return cut(method, `${name}() {}`);
  });
}

function applied(source: string, cuts: readonly Cut[]): string {
  let text = "";
  let at = 0;
  for (const { start, end, instead } of cuts.toSorted((one, other) => one.start - other.start)) {
    if (start < at) continue; // inside what is cut already
    text += source.slice(at, start) + instead;
    at = end;
  }
  return text + source.slice(at);
}

function cut(node: SyntaxNode, instead: string): Cut {
  return { start: Number(node["start"]), end: Number(node["end"]), instead };
}

function textOf(source: string, node: SyntaxNode): string {
  return source.slice(Number(node["start"]), Number(node["end"]));
}

function nameOf(node: unknown): string {
  return isSyntaxNode(node) && typeof node["name"] === "string" ? node["name"] : "";
}
