import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { trimmed } from "../../scripts/vite-plugin-trim-peerjs.ts";

const source = readFileSync(createRequire(import.meta.url).resolve("peerjs/dist/bundler.mjs"), "utf8");

test("PeerJS loses its data connections and its talk with a server, and keeps what makes a call", () => {
  const text = trimmed(source);
  expect(text.length).toBeLessThan(source.length * 0.35);
  expect(text).not.toMatch(
    /new WebSocket|await fetch|FileReaderSync|TransformStream|_PEERJSTEST|FileReader|sdpTransform/,
  );
  for (const kept of ["_createServerConnection() {", "createAnswer"]) expect(text).toContain(kept);
});

test("another version of PeerJS fails the build instead of a call", () => {
  expect(() => trimmed(source.replaceAll("$8f5bfa60836d261d$", "$0$"))).toThrow(/another PeerJS/);
  expect(() => trimmed(source.replaceAll("listAllPeers", "peers"))).toThrow(/listAllPeers/);
});
