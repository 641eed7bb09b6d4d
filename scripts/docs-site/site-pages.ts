import { existsSync, globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { elementsManifest, elementsOf } from "../manifest/elements-manifest.ts";
import { inRepository, repositoryDir } from "../repository.ts";
import { elementPage } from "./element-page.ts";
import { examplePage, exampleNames } from "./example-page.ts";
import type { Page } from "./layout.ts";
import { escapeHtml, renderMarkdown } from "./markdown.ts";

/** Which guide stands where in the list; what is in none comes last. */
const groups: readonly (readonly [group: string, guides: readonly string[]])[] = [
  ["Start", ["README", "elements", "embedding", "cdn", "frameworks", "theming", "tokens", "deploy", "turn"]],
  [
    "Calls",
    [
      "subscriptions",
      "publishing",
      "messages",
      "files",
      "captions",
      "effects",
      "recording",
      "access",
      "hosts",
      "rooms-api",
      "trackers",
      "ladder",
    ],
  ],
  ["Coming from", ["coming-from-twilio", "coming-from-janus", "coming-from-rtcroom"]],
  ["Your server", ["rest", "webhooks", "costs"]],
];
const lastGroup = "How it works";

/** Every page of the documentation, in the order of the list at its side. */
export function sitePages(): Page[] {
  const guides = [
    ...globSync("docs/**/*.md", { cwd: repositoryDir }),
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
  ]
    .map((path) => path.replaceAll("\\", "/"))
    .sort()
    .map(guidePage);
  const listed = groups.flatMap(([group, names]) =>
    names.flatMap((name) => {
      const page = guides.find(
        ({ path }) => path === pathOf(name === "README" ? "README.md" : `docs/${name}.md`),
      );
      return page === undefined ? [] : [{ ...page, group }];
    }),
  );
  const rest = guides.filter(({ path }) => !listed.some((page) => page.path === path));
  const entry = readFileSync(inRepository("web/elements.ts"), "utf8");
  const elements = elementsOf(elementsManifest()).map((element) =>
    elementPage(
      element,
      entry.includes(`export type { ${element.name} }`) ? "Elements" : "Inside the elements",
    ),
  );
  const [start = [], later = []] = [listed.filter(isStart), listed.filter((page) => !isStart(page))];
  const [named = [], inner = []] = [elements.filter(isNamed), elements.filter((page) => !isNamed(page))];
  const examples = exampleNames().map(examplePage);
  return [...start, ...examples, ...named, ...later, ...rest, decisionsPage(rest), ...inner];
}

function decisionsPage(pages: readonly Page[]): Page {
  const items = pages.flatMap(({ path, title }) =>
    path.startsWith("docs/decisions/")
      ? [`<li><a href="${posix.basename(path)}">${escapeHtml(title)}</a></li>`]
      : [],
  );
  const html = `<h1>Decisions</h1>\n<p>Why something is as it is, half a page each.</p>\n<ul>${items.join("\n")}</ul>`;
  return { path: "docs/decisions/index.html", title: "Decisions", group: lastGroup, html, headings: [] };
}

/** Whether the package names it, for use by itself. */
function isNamed({ group }: Page): boolean {
  return group === "Elements";
}

function isStart({ group }: Page): boolean {
  return group === groups[0]?.[0];
}

function guidePage(source: string): Page {
  const text = readFileSync(inRepository(source), "utf8");
  const path = pathOf(source);
  const { html, headings } = renderMarkdown(text, (link) => resolveLink(source, path, link));
  const title = headings[0]?.text ?? source;
  const isDecision = source.startsWith("docs/decisions/");
  const label = isDecision ? "" : source === "README.md" ? "Overview" : title;
  return { path, title, group: lastGroup, html, headings, label };
}

/** Where the page of a document is, from the site's root. */
function pathOf(source: string): string {
  if (source === "README.md") return "docs/index.html";
  const name = source.replace(/\.md$/, ".html");
  return name.startsWith("docs/") ? name : `docs/${name.toLowerCase()}`;
}

/** A link as it is in a document's folder, as it has to be from that document's page. */
function resolveLink(source: string, page: string, link: string): string {
  const [file = "", anchor] = link.split("#");
  const hash = anchor === undefined ? "" : `#${anchor}`;
  if (file === "") return hash;
  const target = posix.join(posix.dirname(source), file);
  const to = (path: string): string => `${posix.relative(posix.dirname(page), path)}${hash}`;
  if (target.endsWith(".md")) return to(pathOf(target));
  if (existsSync(inRepository(`${target}/`)) && target.startsWith("docs"))
    return to("docs/decisions/index.html");
  return to("docs/index.html"); // a file of the sources: not on the site
}
