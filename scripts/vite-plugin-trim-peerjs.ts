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
/** A class -> what is left of it. PeerJS tries a connection as it is imported, to see what the browser can do. */
const rewritten = new Map([
  ["$4f4134156c446392$export$f8f26dd395d7e1bd", "{}"], // Util
  ["$257947e92926277a$var$Logger", "{}"], // `debug` is 0
  ["$23779d1881157a18$export$98871882f492de82", "{}"], // PeerError: the failure itself is told
  // Socket: web/mesh/peerjs.ts has its own three
  ["$8f5bfa60836d261d$export$4798917dbf149b79", "extends EventEmitter { start() {} send() {} close() {} }"],
]);
/** A class -> its methods that a link made by web/mesh/peerjs.ts runs in part, or never (empty). */
const shortened = new Map<string, Readonly<Record<string, string>>>([
  [
    "$23779d1881157a18$export$6a678e589c8a4542", // EventEmitterWithError
    { emitError: `emitError(type, error) { this.emit("error", error); }` },
  ],
  [
    "$5045192fc6d387ba$export$23a2a68283c24d80", // BaseConnection
    {
      constructor: `constructor(peer, provider, options) {
        super();
        this.peer = peer;
        this.provider = provider;
        this.options = options;
      }`,
      open: "",
    },
  ],
  [
    "$416260bce337df90$export$ecd1fc136c422448", // Peer
    {
      constructor: `constructor(id, options) {
        super();
        this._disconnected = false;
        this._connections = new Map();
        this._options = options;
        this._socket = this._createServerConnection();
        this._initialize(id);
      }`,
      _createServerConnection: `_createServerConnection() {
        const socket = new $8f5bfa60836d261d$export$4798917dbf149b79();
        socket.on("message", (message) => this._handleMessage(message));
        return socket;
      }`,
      _handleMessage: `_handleMessage(message) {
        const { type, payload, src } = message;
        if (type === "OFFER") {
          const { connectionId, metadata } = payload;
          const options = { connectionId, _payload: payload, metadata };
          const connection = new $5c1d08c7c57da9a3$export$4a84e95a2324ac29(src, this, options);
          this._addConnection(src, connection);
          this.emit("call", connection);
        } else if (type === "ANSWER") {
          const connection = this.getConnection(src, payload.connectionId);
          if (connection && connection.peerConnection) connection.handleMessage(message);
        }
      }`,
      call: `call(peer, stream, options) {
        if (this._disconnected) return this.emitError("disconnected", new Error("This peer has been destroyed"));
        const connection = new $5c1d08c7c57da9a3$export$4a84e95a2324ac29(peer, this, { ...options, _stream: stream });
        this._addConnection(peer, connection);
        return connection;
      }`,
      destroy: `destroy() {
        this._disconnected = true;
        for (const connections of this._connections.values()) for (const connection of [...connections]) connection.close();
        this._connections.clear();
        this.socket.removeAllListeners();
      }`,
      ...without(
        "id destroyed disconnected open connections connect disconnect reconnect listAllPeers _delayedAbort _abort _cleanup _cleanupPeer _storeMessage _getMessages",
      ),
    },
  ],
  [
    "$b82fb8fc0514bfc1$export$89e6bb5ad64bf4a", // Negotiator
    {
      // web/mesh/peerjs.ts takes these over at once
      _setupListeners:
        "_setupListeners(pc) { pc.onicecandidate = pc.oniceconnectionstatechange = pc.ondatachannel = pc.ontrack = () => {}; }",
      startConnection: `startConnection(options) {
        const { connection } = this;
        const pc = (connection.peerConnection = this._startPeerConnection());
        if (options._stream) this._addTracksToConnection(options._stream, pc);
        if (options.originator) {
          connection._initializeDataChannel(pc.createDataChannel(connection.label, { ordered: false }));
          this._describe("OFFER");
        } else this.handleSDP("OFFER", options.sdp);
      }`,
      // and the answer: web/mesh/peerjs.ts reads the description from the connection
      _makeOffer: `async _describe(type) {
        const { peerConnection, provider, options, connectionId } = this.connection;
        try {
          const sdp = await (type === "OFFER" ? peerConnection.createOffer(options.constraints) : peerConnection.createAnswer());
          await peerConnection.setLocalDescription(sdp);
          provider.socket.send({ type, payload: { connectionId } });
        } catch (error) {
          provider.emitError("webrtc", error);
        }
      }`,
      handleSDP: `async handleSDP(type, sdp) {
        const { peerConnection, provider } = this.connection;
        try {
          await peerConnection.setRemoteDescription(sdp);
          if (type === "OFFER") await this._describe("ANSWER");
        } catch (error) {
          provider.emitError("webrtc", error);
        }
      }`,
      cleanup: `cleanup() {
        const pc = this.connection.peerConnection;
        if (!pc) return;
        this.connection.peerConnection = null;
        this._setupListeners(pc);
        pc.close();
      }`,
      ...without("_makeAnswer handleCandidate _addStreamToMediaConnection"),
    },
  ],
  [
    "$5c1d08c7c57da9a3$export$4a84e95a2324ac29", // MediaConnection
    {
      constructor: `constructor(peerId, provider, options) {
        super(peerId, provider, options);
        this._localStream = options._stream;
        this.connectionId = options.connectionId;
        this._negotiator = new $b82fb8fc0514bfc1$export$89e6bb5ad64bf4a(this);
        if (this._localStream) this._negotiator.startConnection({ _stream: this._localStream, originator: true });
      }`,
      handleMessage: `handleMessage(message) {
        this._negotiator.handleSDP(message.type, message.payload.sdp);
      }`,
      _initializeDataChannel: `_initializeDataChannel(channel) {
        this.dataChannel = channel;
        channel.onclose = () => this.close();
      }`,
      answer: `answer(stream) {
        this._localStream = stream;
        this._negotiator.startConnection({ ...this.options._payload, _stream: stream });
      }`,
      close: `close() {
        if (!this.provider) return;
        this._negotiator.cleanup();
        this.provider._removeConnection(this);
        this._negotiator = this._localStream = this.provider = this.options = null;
      }`,
      ...without("localStream remoteStream addStream"),
    },
  ],
]);
/** How statements begin that serve data connections, old browsers, and options that nobody gives. */
const cutStatements = [
  "if (!peerConnection.addTrack)",
  "this._lostMessages.delete(connection.",
  "$parcel$export(",
] as const;
const enums = "$78455e22dea96b8c$export$";
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

/** Leaves out of PeerJS what Meshcall never runs: three quarters of it. Its log calls go too, for `debug` is 0. */
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
    ...shortened.keys(),
    ...rewritten.keys(),
    ...cutStatements,
    browserSupport,
    emitter,
  ]);
  for (const node of syntaxNodes("bundler.mjs", source)) {
    if (node.type === "ClassDeclaration") {
      const name = nameOf(node["id"]);
      const isEmptied = Object.values<string>(emptied).includes(name);
      const left = isEmptied ? "{}" : rewritten.get(name);
      if (left !== undefined || shortened.has(name)) missing.delete(name);
      if (left !== undefined) cuts.push(cut(node, `class ${name} ${left}`));
      else cuts.push(...methodCuts(node, shortened.get(name) ?? {}));
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
    } else if (/Statement$|^VariableDeclaration$/.test(node.type)) {
      const text = textOf(source, node);
      const start = cutStatements.find((each) => text.startsWith(each));
      if (start !== undefined) missing.delete(start);
      // and calls of the logger
      if (start !== undefined || text.startsWith(`(0, ${logger}).`)) cuts.push(cut(node, ";"));
    }
  }
  if (missing.size > 0) throw new Error(`This is another PeerJS than 1.5.5: no ${[...missing].join(", ")}`);
  const text = withoutEnums(applied(source, cuts), source);
  return `import { Emitter as EventEmitter } from ${JSON.stringify(ourEmitter)};\n${text}`;
}

/** Methods that are never called. */
function without(names: string): Readonly<Record<string, string>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, ""]));
}

function methodCuts(classNode: SyntaxNode, texts: Readonly<Record<string, string>>): Cut[] {
  const body = isSyntaxNode(classNode["body"]) ? classNode["body"]["body"] : [];
  const methods = Array.isArray(body) ? body.filter(isSyntaxNode) : [];
  return Object.entries(texts).map(([name, text]) => {
    const method = methods.find((each) => nameOf(each["key"]) === name);
    if (method === undefined) throw new Error(`This is another PeerJS than 1.5.5: no method ${name}`);
    return cut(method, text);
  });
}

/** Values of enums in place of their names: who knows a few needs no list of all. */
function withoutEnums(text: string, source: string): string {
  const values = new Map<string, string>();
  for (const [, name, body = ""] of source.matchAll(/^var (\S+) = \/\*#__PURE__\*\/ function([^]*?)\n\}\(/gm))
    for (const [, key, value] of body.matchAll(/\w+\["(\w+)"\] = ("[^"]*");/g))
      values.set(`(0, ${name}).${key}`, value ?? "");
  return text.replaceAll(/\(0, [^()]+\)\.\w+/g, (use) =>
    use.startsWith(`(0, ${enums}`) ? (values.get(use) ?? use) : use,
  );
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
