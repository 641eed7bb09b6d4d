import { mkdirSync, writeFileSync } from "node:fs";
import type { Page } from "playwright";
import { inRepository } from "../repository.ts";

const outputDir = inRepository("test/.output/screenshots");

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 375, height: 812 } } as const;

/** How a page is looked at. `lang`: of the page and its calls. */
const looks = {
  light: { colorScheme: "light", forcedColors: "none", lang: "en" },
  dark: { colorScheme: "dark", forcedColors: "none", lang: "en" },
  arabic: { colorScheme: "light", forcedColors: "none", lang: "ar" },
  forced: { colorScheme: "dark", forcedColors: "active", lang: "en" },
} as const;

/** Takes pictures of a page in every size and look, and keeps them by group and scene. */
export class Shooting {
  readonly #taken = new Map<string, Map<string, string[]>>();

  /** One picture for each size and look. */
  async shoot(page: Page, group: string, scene: string): Promise<void> {
    mkdirSync(`${outputDir}/${group}`, { recursive: true });
    const files: string[] = [];
    for (const [look, { lang, ...media }] of Object.entries(looks)) {
      await page.emulateMedia(media);
      await page.evaluate(speak, lang);
      await page.waitForFunction(speaks, lang);
      for (const [size, viewport] of Object.entries(sizes)) {
        await page.setViewportSize(viewport);
        await page.evaluate(painted);
        const file = `${group}/${scene}-${size}-${look}.png`;
        await page.screenshot({ path: `${outputDir}/${file}`, animations: "disabled" });
        files.push(file);
      }
    }
    await page.emulateMedia(looks.light);
    await page.evaluate(speak, "en");
    await page.setViewportSize(sizes.desktop);
    const scenes = this.#taken.get(group) ?? new Map<string, string[]>();
    this.#taken.set(group, scenes.set(scene, files));
  }

  /** A page for each group: a row for each scene. */
  writeSheets(): void {
    for (const [group, scenes] of this.#taken)
      writeFileSync(`${outputDir}/${group}.html`, contactSheet(group, scenes));
  }
}

/** Runs in the page. */
function speak(lang: string): void {
  document.documentElement.lang = lang;
  document.documentElement.dir = lang === "ar" ? "rtl" : "ltr";
  for (const call of document.querySelectorAll("mesh-call")) call.setAttribute("lang", lang);
}

/** Runs in the page: whether the words of this language have come. A page without a call says what it says. */
function speaks(lang: string): boolean {
  const textOf = (root: ParentNode): string =>
    [...root.querySelectorAll("*")]
      .map(({ shadowRoot, childNodes }) =>
        [
          ...[...childNodes].map((node) => (node instanceof Text ? node.data : "")),
          shadowRoot === null ? "" : textOf(shadowRoot),
        ].join(""),
      )
      .join("");
  const call = document.querySelector("mesh-call")?.shadowRoot ?? null;
  return call === null || lang !== "ar" || /[\u0627-\u064a]{3}/.test(textOf(call));
}

/** Runs in the page. Two frames: one to lay out, one to paint. */
async function painted(): Promise<void> {
  await new Promise((settle) => requestAnimationFrame(() => requestAnimationFrame(settle)));
}

function contactSheet(group: string, scenes: ReadonlyMap<string, readonly string[]>): string {
  const rows = [...scenes].map(
    ([scene, files]) =>
      `<h2>${scene}</h2><div>${files
        .map((file) => `<a href="${file}"><img loading="lazy" src="${file}" alt="${file}"></a>`)
        .join("")}</div>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${group}</title><style>
body { margin: 16px; font: 14px system-ui; background: #777; color: #fff }
h2 { margin: 16px 0 4px; font-size: 16px }
div { display: flex; gap: 6px }
img { height: 240px; display: block }
</style><h1>${group}</h1>${rows.join("\n")}</html>
`;
}
