import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { integrityOf, type Integrity } from "../../scripts/integrity.ts";
import { stamped } from "../../scripts/stamp-readme.ts";
import { inRepository } from "../../scripts/repository.ts";

/** Needs `npm run build` before. */
const written: Integrity = JSON.parse(read("dist/integrity.json"));
const { version, scripts }: { version: string; scripts: Record<string, string> } = JSON.parse(
  read("package.json"),
);

test("the build writes the hash of every script that a page loads", () => {
  expect(written).toEqual(integrityOf());
  expect(written.version).toBe(version);
  for (const name of [
    "meshcall.cdn.js",
    "elements.js",
    "meshcall.js",
    "rooms.js",
    "chat.js",
    "kernel-worker.js",
  ])
    expect(written.files[name], name).toBe(sha384(`dist/${name}`));
  const imported = [...read("dist/elements.js").matchAll(/["']\.\/([\w.-]+\.js)["']/g)].map(
    ([, name = ""]) => name,
  );
  expect(imported.length).toBeGreaterThan(0);
  expect(imported.filter((name) => written.files[name] === undefined)).toEqual([]);
});

test("the README's tag names this version, and is packed with the hash of its script", () => {
  const [tag = ""] = /<script[^>]*meshcall\.cdn\.js[^>]*integrity[^>]*>/s.exec(read("README.md")) ?? [];
  expect(tag).toContain(`/meshcall@${version}/`);
  expect(tag).toContain('crossorigin="anonymous"');
  const packed = stamped(tag, written.files["meshcall.cdn.js"]!);
  expect(packed).toContain(`integrity="${sha384("dist/meshcall.cdn.js")}"`);
  expect(stamped(packed, "sha384-…")).toBe(tag);
  expect(scripts["prepack"]).toContain("node scripts/stamp-readme.ts");
  expect(scripts["postpack"]).toBe("node scripts/stamp-readme.ts --undo");
});

test("the classic script fetches nothing but words, and there is a hash for each file of them", () => {
  const script = read("dist/meshcall.cdn.js");
  expect(script.match(/\bimport\([^)]{0,80}/g)).toEqual([expect.stringContaining("meshcall.cdn-${")]);
  const words = Object.keys(written.files).filter((name) => name.startsWith("meshcall.cdn-"));
  expect(words.length).toBeGreaterThan(5);
});

function sha384(path: string): string {
  return `sha384-${createHash("sha384")
    .update(readFileSync(inRepository(path)))
    .digest("base64")}`;
}

function read(path: string): string {
  return readFileSync(inRepository(path), "utf8");
}
