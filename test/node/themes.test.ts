import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { customPropertiesIn } from "../../scripts/manifest/element-sources.ts";
import { inRepository } from "../../scripts/repository.ts";

/** What stands on what, as words: docs/theming.md. */
const pairs = [
  ["text", "background"],
  ["text", "surface"],
  ["text", "tile"],
  ["quiet", "background"],
  ["quiet", "surface"],
  ["accent", "surface"],
  ["danger", "surface"],
  ["on-accent", "accent"],
  ["on-danger", "danger"],
] as const;

const guide = readFileSync(inRepository("docs/theming.md"), "utf8");

describe.each([
  ["usual", 4.5],
  ["paper", 4.5],
  ["midnight", 4.5],
  ["contrast", 7],
])("the theme %s", (name, least) => {
  const properties = name === "usual" ? customPropertiesIn() : propertiesOf(name);

  test.each(["light", "dark"] as const)(`has ${least}:1 for words, when it is %s`, (scheme) => {
    const ratios = pairs.map(([words, ground]) => {
      const ratio = contrast(colour(properties, words, scheme), colour(properties, ground, scheme));
      return { words, ground, ratio };
    });
    expect(ratios.filter(({ ratio }) => !(ratio >= least))).toEqual([]);
  });

  test("sets nothing that no element reads", () => {
    const known = customPropertiesIn();
    expect([...properties.keys()].filter((property) => !known.has(property))).toEqual([]);
  });
});

test("the guide has every custom property", () => {
  expect([...customPropertiesIn().keys()].filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});

function propertiesOf(theme: string): ReadonlyMap<string, string> {
  const text = readFileSync(inRepository(`web/themes/${theme}.css`), "utf8");
  expect(text).toContain(`.mesh-${theme} {`);
  return new Map(
    [...text.matchAll(/(--mesh-[a-z-]+):\s*([^;]+);/g)].map(([, name = "", value = ""]) => [name, value]),
  );
}

function colour(properties: ReadonlyMap<string, string>, name: string, scheme: "light" | "dark"): string {
  const value = properties.get(`--mesh-${name}`) ?? "";
  const both = /^light-dark\((#\w+), (#\w+)\)$/.exec(value);
  return (scheme === "light" ? both?.[1] : both?.[2]) ?? value;
}

/** WCAG 2.2, contrast ratio of two colours as `#rrggbb`. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted(
    (first, second) => first - second,
  );
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = NaN, green = NaN, blue = NaN] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
