import "../../scripts/stay-offline.ts";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { inRepository } from "../../scripts/repository.ts";
import { mustRun } from "../../scripts/run-command.ts";

/** What docs/deploy.md says to type, up to the upload. Needs `npm run build` before, and no network. */
const out = mkdtempSync(join(tmpdir(), "meshcall-deploy-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe("wrangler deploy", () => {
  test(
    "takes the configuration as it is: code, site, and every Durable Object",
    { timeout: 120_000 },
    async () => {
      const output = await mustRun([
        "wrangler",
        "deploy",
        "--dry-run",
        "--config",
        inRepository("signal-worker/wrangler.jsonc"),
        "--outdir",
        out,
      ]);
      expect(output).toContain("--dry-run: exiting now");
      for (const binding of declared().bindings) expect(output).toContain(`env.${binding}`);
      const bundle = readdirSync(out).find((name) => name.endsWith(".js")) ?? "";
      const code = readFileSync(join(out, bundle), "utf8");
      for (const className of declared().classes) expect(code).toContain(className);
    },
  );
});

/** workerd's configuration lists what wrangler's lists. */
test("plain workerd gets the same objects and the same date as Cloudflare", () => {
  const capnp = readFileSync(inRepository("signal-worker/workerd.capnp"), "utf8");
  const { bindings, classes, date } = declared();
  expect([...capnp.matchAll(/className = "(\w+)"/g)].map(([, name]) => name).sort()).toEqual(
    [...classes].sort(),
  );
  for (const [index, name] of bindings.entries())
    expect(capnp).toContain(`(name = "${name}", durableObjectNamespace = "${classes[index]}")`);
  expect(capnp).toContain(`compatibilityDate = "${date}"`);
});

test("plain workerd hands over every variable that docs/protocol.md lists", () => {
  const capnp = readFileSync(inRepository("signal-worker/workerd.capnp"), "utf8");
  const section = readFileSync(inRepository("docs/protocol.md"), "utf8");
  const listed = [...section.matchAll(/^\| (`[A-Z][A-Z_, `]+`) +\|/gm)].flatMap(([, names = ""]) =>
    [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name),
  );
  expect(listed.length).toBeGreaterThan(15);
  for (const name of listed) expect(capnp).toContain(`(name = "${name}", fromEnvironment = "${name}")`);
});

test("the configuration that docs/deploy.md gives for a project of one's own has the same objects", () => {
  const guide = readFileSync(inRepository("docs/deploy.md"), "utf8");
  const text = readFileSync(inRepository("signal-worker/wrangler.jsonc"), "utf8");
  const lines = [
    ...text.matchAll(/\{ "(?:name|tag)": .+?\}(?=,?$)/gm),
    ...text.matchAll(/"compatibility_date": "[^"]+"/g),
  ];
  expect(lines.length).toBeGreaterThan(6);
  for (const [line] of lines) expect(guide).toContain(line);
});

function declared() {
  const text = readFileSync(inRepository("signal-worker/wrangler.jsonc"), "utf8");
  const pairs = [...text.matchAll(/"name": "(\w+)", "class_name": "(\w+)"/g)];
  return {
    bindings: pairs.map(([, name = ""]) => name),
    classes: pairs.map(([, , className = ""]) => className),
    date: /"compatibility_date": "([\d-]+)"/.exec(text)?.[1],
  };
}
