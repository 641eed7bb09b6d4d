import type {} from "@vitest/browser-playwright"; // its types of cdp()
import axe from "axe-core";
import { afterEach, expect, test } from "vitest";
import { cdp, page } from "vitest/browser";
import { clearScene, deep, type Scene } from "../scenes/scene.ts";
import { cutOff, moving, outside, tooSmall, unreachable } from "./sights.ts";

interface Look {
  theme?: "light" | "dark";
  lang?: string;
  forcedColours?: boolean;
  /** As a person may set it, WCAG 2.2 (1.4.12). */
  wideText?: boolean;
  /** Width and height in CSS px. */
  sizes: readonly (readonly [number, number])[];
  /** The size at which axe looks as well. It takes its time, and sizes differ less than looks. */
  axeAtPx: number;
  /** Left out: all of WCAG and what is good practice. */
  axeRules?: string[];
}

const desktop = [1000, 700] as const;
const phone = [375, 667] as const;
/** 1280 px at 400 % zoom, WCAG 2.2 (1.4.10). */
const narrow = [320, 568] as const;
/** 1280 x 800 at 200 % zoom, WCAG 2.2 (1.4.4). */
const zoomed = [640, 400] as const;
const fourK = [3840, 2160] as const;

/** For a machine that does much else; alone a scene takes a second. */
const patienceMs = 60_000;

/** Colours differ by theme, places by language and letters: each look is seen where it can go wrong. */
const looks: Record<string, Look> = {
  light: { sizes: [desktop, phone, narrow, zoomed, fourK], axeAtPx: 1000 },
  dark: { theme: "dark", sizes: [phone], axeAtPx: 375, axeRules: ["color-contrast"] },
  arabic: { lang: "ar", sizes: [desktop, narrow], axeAtPx: 0 },
  "forced colours": { forcedColours: true, sizes: [phone], axeAtPx: 0 },
  "wide text": { wideText: true, sizes: [desktop, phone], axeAtPx: 0 },
};

/** A test for each scene: it is opened once, and seen in every look and size. */
export function lookOver(group: Readonly<Record<string, Scene>>): void {
  afterEach(async () => {
    clearScene();
    await wear({ sizes: [], axeAtPx: 0 });
  });

  test.for(Object.entries(group))("%s", { timeout: patienceMs }, async ([, open]) => {
    await page.viewport(...desktop);
    await open();
    const found: string[] = [];
    for (const [name, look] of Object.entries(looks)) {
      await wear(look);
      for (const size of look.sizes) {
        await page.viewport(...size);
        await painted();
        const seen = [...outside(), ...tooSmall(), ...cutOff(), ...unreachable(), ...moving()];
        if (size[0] === look.axeAtPx) seen.push(...(await violations(look.axeRules)));
        found.push(...seen.map((each) => `${name}, ${size.join(" x ")}: ${each}`));
      }
    }
    expect(found).toEqual([]);
  });
}

const wideText = new CSSStyleSheet();
wideText.replaceSync(
  "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }",
);

async function wear({ theme = "light", lang = "en", forcedColours = false, ...look }: Look): Promise<void> {
  document.documentElement.lang = lang;
  document.documentElement.dir = lang === "ar" ? "rtl" : "ltr";
  document.documentElement.style.colorScheme = theme;
  for (const call of document.querySelectorAll("mesh-call")) {
    call.setAttribute("theme", theme);
    call.setAttribute("lang", lang);
  }
  for (const { shadowRoot } of deep(document)) {
    if (shadowRoot === null) continue;
    const others = shadowRoot.adoptedStyleSheets.filter((sheet) => sheet !== wideText);
    shadowRoot.adoptedStyleSheets = look.wideText === true ? [...others, wideText] : others;
  }
  await cdp().send("Emulation.setEmulatedMedia", {
    features: [
      { name: "forced-colors", value: forcedColours ? "active" : "none" },
      { name: "prefers-reduced-motion", value: "reduce" }, // and what fades has arrived
    ],
  });
}

async function violations(rules?: string[]): Promise<string[]> {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations: broken } = await axe.run([...document.body.children] as HTMLElement[], {
    runOnly: rules ?? tags,
    resultTypes: ["violations"],
  });
  return broken.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 120)}: ${failureSummary ?? ""}`),
  );
}

/** Two frames: what measures itself does so in the first, and renders anew for the second. */
async function painted(): Promise<void> {
  await new Promise((settle) => requestAnimationFrame(() => requestAnimationFrame(settle)));
}
