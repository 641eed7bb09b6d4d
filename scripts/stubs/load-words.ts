import type { LocaleModule } from "@lit/localize";
import { targetLocales } from "../../web/elements/locales/locale-codes.ts";

/** The classic script is one file with English in it; other languages lie beside it, a file each. */
const source = typeof document === "object" ? document.currentScript : null;
const base = source !== null && "src" in source ? source.src : undefined;

export const loadWords = Object.fromEntries(
  targetLocales.map((locale) => [
    locale,
    (): Promise<LocaleModule> => import(/* @vite-ignore */ new URL(`meshcall.cdn-${locale}.js`, base).href),
  ]),
);
