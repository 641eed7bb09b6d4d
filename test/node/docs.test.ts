import { existsSync, globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { inRepository, repositoryDir } from "../../scripts/repository.ts";

const pages = globSync(["*.md", "docs/**/*.md"], { cwd: repositoryDir }).map((path) =>
  path.replaceAll("\\", "/"),
);

describe("links between the documents", () => {
  test.each(pages)("of %s lead somewhere", (page) => {
    expect(pages.length).toBeGreaterThan(20);
    expect(linksOf(read(page)).filter((link) => !leadsSomewhere(page, link))).toEqual([]);
  });
});

function linksOf(text: string): string[] {
  const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? page : posix.join(posix.dirname(page), file);
  if (!existsSync(inRepository(target))) return false;
  return anchor === undefined || !target.endsWith(".md") || anchorsOf(read(target)).has(anchor);
}

/** As GitHub makes them: lower case, no punctuation, a hyphen for each space. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = [...withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

function withoutCode(text: string): string {
  return text.replaceAll(/```.*?```/gs, "");
}

function read(page: string): string {
  return readFileSync(inRepository(page), "utf8");
}
