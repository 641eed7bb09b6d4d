import { describe, expect, test } from "vitest";
import { importViolations } from "../../scripts/import-rules.ts";
import { readSourceFiles } from "../../scripts/source-files.ts";

describe("who may import whom", () => {
  test("every file of web, signal-worker and server keeps to its layer", () => {
    const files = readSourceFiles(["web", "signal-worker", "server"]);
    expect(files.size).toBeGreaterThan(10);
    expect(importViolations(files)).toEqual([]);
  });

  const refused: readonly (readonly [why: string, file: string, source: string, specifier: string])[] = [
    ["siblings", "web/mesh/link.ts", `import { x } from "../data/channel.ts";`, "../data/channel.ts"],
    ["a sibling's type", "web/mesh/link.ts", `import type { X } from "../data/x.ts";`, "../data/x.ts"],
    [
      "an adapter from the room",
      "web/room/room.ts",
      `import { Link } from "../mesh/link.ts";`,
      "../mesh/link.ts",
    ],
    [
      "the page from the protocol",
      "signal-worker/protocol/a.ts",
      `import "../../web/index.ts";`,
      "../../web/index.ts",
    ],
    [
      "the page from the server",
      "signal-worker/src/a.ts",
      `export * from "../../web/room/room.ts";`,
      "../../web/room/room.ts",
    ],
    [
      "the server from the page",
      "web/connect.ts",
      `import "../signal-worker/src/swarm.ts";`,
      "../signal-worker/src/swarm.ts",
    ],
    [
      "an adapter from an element",
      "web/elements/tile.ts",
      `await import("../mesh/link.ts");`,
      "../mesh/link.ts",
    ],
    [
      "the protocol from an element",
      "web/elements/tile.ts",
      `import "#protocol/limits";`,
      "#protocol/limits",
    ],
    ["peerjs elsewhere", "web/mesh/link.ts", `import { Peer } from "peerjs";`, "peerjs"],
    ["peerjs in the root", "web/connect.ts", `import { Peer } from "peerjs";`, "peerjs"],
    ["comlink elsewhere", "web/data/channel.ts", `import { wrap } from "comlink";`, "comlink"],
    [
      "wasm elsewhere",
      "web/media/tap.ts",
      `new URL("../../wasm/build/kernel.wasm", import.meta.url);`,
      "../../wasm/build/kernel.wasm",
    ],
    [
      "wasm in the root",
      "web/connect.ts",
      `import w from "../wasm/build/kernel.wasm?url";`,
      "../wasm/build/kernel.wasm?url",
    ],
    [
      "Cloudflare in a pure rule",
      "signal-worker/src/room.ts",
      `import { env } from "cloudflare:workers";`,
      "cloudflare:workers",
    ],
    ["an import type", "web/room/room.ts", `let x: import("../mesh/link.ts").Link;`, "../mesh/link.ts"],
  ];
  test.each(refused)("refuses %s", (_why, file, source, specifier) => {
    expect(importViolations(new Map([[file, source]]))).toEqual([`${file} imports ${specifier}`]);
  });

  test("allows what the layers are for", () => {
    const files = new Map([
      ["web/room/room.ts", `import * as v from "valibot"; import "#protocol/errors";`],
      ["web/mesh/peerjs.ts", `import { Peer } from "peerjs"; import type { Mesh } from "../room/ports.ts";`],
      ["web/kernel/kernel-worker.ts", `import { expose } from "comlink"; import "../../wasm/layout.ts";`],
      ["web/elements/tile.ts", `import { html } from "lit"; import { live } from "lit/directives/live.js";`],
      ["web/connect.ts", `import "./mesh/mesh.ts"; import "./data/publisher.ts"; import "#protocol/token";`],
      ["signal-worker/src/index.ts", `import { Hono } from "hono"; import "../protocol/token.ts";`],
    ]);
    expect(importViolations(files)).toEqual([]);
  });
});
