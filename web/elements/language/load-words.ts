import type { LocaleModule } from "@lit/localize";
import type { Locale } from "./best-locale.ts";

/** Each is a file of its own, fetched when its language is first spoken. English is in the code. */
export const loadWords: Record<Exclude<Locale, "en">, () => Promise<LocaleModule>> = {
  ar: () => import("../locales/ar.ts"),
  de: () => import("../locales/de.ts"),
  es: () => import("../locales/es.ts"),
  fr: () => import("../locales/fr.ts"),
  ja: () => import("../locales/ja.ts"),
  "zh-Hans": () => import("../locales/zh-Hans.ts"),
  "zh-Hant": () => import("../locales/zh-Hant.ts"),
};
