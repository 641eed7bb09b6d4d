import type { LocaleModule } from "@lit/localize";
import { configureLocalization } from "@lit/localize/init/runtime.js";
import { sourceLocale, targetLocales } from "../locales/locale-codes.ts";
import type { Locale } from "./best-locale.ts";

const loaded = new Map<string, LocaleModule>();

const { setLocale } = configureLocalization({
  sourceLocale,
  targetLocales,
  loadLocale: (locale) => Promise.resolve(loaded.get(locale) ?? { templates: {} }),
});

/** Loaded with the first language that is not English. @param words of `locale`, none for English */
export async function translateTo(locale: Locale, words: LocaleModule | undefined): Promise<void> {
  if (words !== undefined) loaded.set(locale, words);
  await setLocale(locale);
}
