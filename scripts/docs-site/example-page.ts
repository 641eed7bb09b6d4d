import { globSync, readFileSync } from "node:fs";
import { inRepository } from "../repository.ts";
import type { Page } from "./layout.ts";
import { codeBlock, escapeHtml, renderMarkdown } from "./markdown.ts";

export const examplesFolder = "web/docs/examples";

/** In the order of the list. */
const order = [
  "one-to-one",
  "stand-up",
  "audience",
  "headless",
  "own-token-server",
  "moved-from-twilio",
  "embedded",
];

export function exampleNames(): string[] {
  const found = globSync("*/about.md", { cwd: inRepository(examplesFolder) });
  const names = found.map((path) => path.split(/[\\/]/)[0] ?? "");
  return names.sort((one, other) => order.indexOf(one) - order.indexOf(other));
}

/** What the example is, the very files that run, and a place to run them. */
export function examplePage(name: string): Page {
  const folder = inRepository(`${examplesFolder}/${name}`);
  const read = (file: string): string => readFileSync(`${folder}/${file}`, "utf8");
  const { html, headings } = renderMarkdown(read("about.md"), (link) => link.replace(/\.md(?=#|$)/, ".html"));
  const files = globSync("*.{html,js,css}", { cwd: folder }).sort(byImportance);
  const sources = files.map(
    (file, at) =>
      `<details${at < 2 ? " open" : ""}><summary><code>${escapeHtml(file)}</code></summary>${codeBlock(read(file), file.split(".").at(-1) ?? "")}</details>`,
  );
  const title = headings[0]?.text ?? name;
  return {
    path: `docs/examples/${name}.html`,
    title,
    group: "Examples",
    headings,
    html: `${html}
<p class="run" data-run="${name}/"><button type="button" data-run-here>Run it here</button>
<a href="${name}/" target="_blank" data-run-tab>Open it in a tab</a></p>
<p class="small">Open the same address twice, and the two call each other: <a href="${name}/" target="_blank" data-run-tab>here is the second</a>.</p>
<div data-run-place></div>
<h2 id="files">Files</h2>
${sources.join("\n")}`,
  };
}

/** The page first, then its script. */
function byImportance(one: string, other: string): number {
  const rank = (file: string): number =>
    ["index.html", "main.js", "watch.html", "watch.js", "call.html", "call.js", "server.js"].indexOf(file) +
      1 || 99;
  return rank(one) - rank(other);
}
