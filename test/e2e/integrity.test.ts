import type { Browser } from "playwright";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { integrityOf } from "../../scripts/integrity.ts";
import { launchChromium } from "./harness/call-harness.ts";
import { serveStaticFiles, type StaticFiles } from "./harness/static-files.ts";

/** docs/cdn.md: a browser runs the file that was chosen, or nothing. */
const { files: hashes } = integrityOf();
const wrong = `sha384-${"A".repeat(64)}`;
let files: StaticFiles;
let browser: Browser;

beforeAll(async () => {
  files = await serveStaticFiles();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await files?.stop();
});

async function definesTheElement(tags: string): Promise<boolean> {
  const page = await browser.newPage();
  await page.goto(files.addPage(`<!doctype html><title>A page</title>${tags}`), { waitUntil: "networkidle" });
  const isDefined = await page.evaluate(() => customElements.get("mesh-call") !== undefined);
  await page.close();
  return isDefined;
}

function classic(hash: string | undefined): string {
  return `<script src="/meshcall.cdn.js" integrity="${hash}" crossorigin="anonymous"></script>`;
}

/** @param overrides of the hashes, by file */
function module(overrides: Readonly<Record<string, string>> = {}): string {
  const names = Object.keys(hashes).filter((name) => /^elements.*\.js$/.test(name));
  const integrity = Object.fromEntries(names.map((name) => [`/${name}`, overrides[name] ?? hashes[name]]));
  return `<script type="importmap">${JSON.stringify({ integrity })}</script>
    <script type="module" src="/elements.js" crossorigin></script>`;
}

describe("the classic script", () => {
  it("runs with its hash", async () => {
    expect(await definesTheElement(classic(hashes["meshcall.cdn.js"]))).toBe(true);
  });
  it("does not run with another", async () => {
    expect(await definesTheElement(classic(wrong))).toBe(false);
  });
});

describe("the module, with a hash for each of its files", () => {
  it("runs", async () => {
    expect(await definesTheElement(module())).toBe(true);
  });
  it("does not run when a file that it imports is another", async () => {
    expect(await definesTheElement(module({ "elements-core.js": wrong }))).toBe(false);
  });
});
