import { allLocales } from "../locales/locale-codes.ts";

export type Locale = (typeof allLocales)[number];

export interface Language {
  /** Whose words are shown. */
  locale: Locale;
  /** As it was wished for, `de-AT` say: how numbers and times are written. */
  tag: string;
}

/** @param wanted BCP 47 tags, the dearest first. @returns undefined: there are words for none of them */
export function bestLanguage(wanted: readonly string[]): Language | undefined {
  for (const wish of wanted) {
    const language = languageOf(wish);
    if (language !== undefined) return language;
  }
  return undefined;
}

function languageOf(wish: string): Language | undefined {
  try {
    const tag = new Intl.Locale(wish.replaceAll("_", "-"));
    // what a tag leaves out is likely: Chinese of Taiwan, Hong Kong and Macao is in the traditional script
    const { language, script } = tag.maximize();
    const code = language === "zh" || language === "yue" ? `zh-${script}` : language;
    const locale = allLocales.find((each) => each === code);
    return locale && { locale, tag: tag.baseName };
  } catch {
    return undefined; // no tag of a language at all
  }
}
