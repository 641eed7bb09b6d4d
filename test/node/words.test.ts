import { readConfigFileAndWriteSchema } from "@lit/localize-tools/lib/config.js";
import { RuntimeLitLocalizer } from "@lit/localize-tools/lib/modes/runtime.js";
import { describe, expect, it } from "vitest";
import { inRepository } from "../../scripts/repository.ts";
import { readSourceFiles } from "../../scripts/source-files.ts";
import { bareWords } from "../../scripts/word-rules.ts";
import { loadWords } from "../../web/elements/language/load-words.ts";
import { targetLocales } from "../../web/elements/locales/locale-codes.ts";

/** How many forms of a count each language writes, as counted() knows them. */
const formCounts = { ar: 6, de: 2, es: 2, fr: 2, ja: 1, "zh-Hans": 1, "zh-Hant": 1 } as const;

const localizer = localizerOf(inRepository("lit-localize.json"));
const { messages, errors } = localizer.extractSourceMessages();
const { translations } = localizer.readTranslationsSync();
const translated = (locale: string) => translations.get(locale as never) ?? [];

type Contents = (typeof messages)[number]["contents"];
/** What is put in is a gap. */
const textOf = (contents: Contents): string =>
  contents.map((piece) => (typeof piece === "string" ? piece : "…")).join("");

it("finds the messages", () => {
  expect(errors).toEqual([]);
  expect(messages.length).toBeGreaterThan(100);
});

describe.each(targetLocales)("%s (npm run words, then translate what is new)", (locale) => {
  it("has each message, and none that is gone", () => {
    const known = translated(locale).map(({ name }) => name);
    const missing = messages.filter(({ name }) => !known.includes(name));
    expect(missing.map(({ contents }) => textOf(contents))).toEqual([]);
    const names = new Set(messages.map(({ name }) => name));
    expect(translated(locale).filter(({ name }) => !names.has(name))).toEqual([]);
  });

  it("has the placeholders of the source, and the forms that its counts need", () => {
    expect(localizer.validateTranslations().errors.filter((error) => error.includes(` ${locale} `))).toEqual(
      [],
    );
    const wrong = translated(locale).filter(({ name, contents }) => {
      const source = messages.find((message) => message.name === name);
      if (source === undefined || !textOf(source.contents).includes("|"))
        return textOf(contents).includes("|");
      return textOf(contents).split("|").length !== formCounts[locale];
    });
    expect(wrong.map(({ contents }) => textOf(contents))).toEqual([]);
  });

  it("is what the page loads", async () => {
    const { templates } = await loadWords[locale]();
    const known = translated(locale);
    expect(Object.keys(templates).toSorted()).toEqual(known.map(({ name }) => name).toSorted());
    for (const { name, contents } of known) {
      const template = templates[name];
      const loaded = typeof template === "string" ? [template] : [...(template?.strings ?? [])];
      // what stands side by side is one thing to a translator
      expect(loaded.join("…").replace(/…( …)+/, "…")).toBe(textOf(contents));
    }
  });
});

it("no element shows a word that is not translated", () => {
  expect(bareWords(readSourceFiles(["web/elements"]))).toEqual([]);
});

function localizerOf(path: string): RuntimeLitLocalizer {
  const config = readConfigFileAndWriteSchema(path);
  if (config.output.mode !== "runtime") throw new Error("lit-localize.json is for the runtime mode");
  return new RuntimeLitLocalizer({ ...config, output: config.output });
}
