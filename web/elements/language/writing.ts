import { pageLanguage } from "./page-language.ts";

/** How the page's language writes what is no word: numbers, times, lists, and names of people inside sentences. */

/** Units too: `number(4, { style: "unit", unit: "second" })` is "4 sec", "4 Sek.", "4秒". */
export function number(value: number, options?: Intl.NumberFormatOptions): string {
  return value.toLocaleString(pageLanguage.tag, options);
}

/** @param share 1 is all of it */
export function percent(share: number): string {
  return number(share, { style: "percent" });
}

/** @param atMs milliseconds since 1970 */
export function timeOfDay(atMs: number): string {
  return new Date(atMs).toLocaleTimeString(pageLanguage.tag, { hour: "2-digit", minute: "2-digit" });
}

/** "Anna, Bea and Carl". */
export function list(items: readonly string[], options?: Intl.ListFormatOptions): string {
  return new Intl.ListFormat(pageLanguage.tag, options).format(items);
}

/** What forms a language has, in the order they are written in; 1, 2 and 6 of them are all that ours need. */
const formNames: Partial<Record<number, readonly Intl.LDMLPluralRule[]>> = {
  2: ["one", "other"],
  6: ["zero", "one", "two", "few", "many", "other"],
};

/**
 * The form that goes with a count, and the count in the place of `#`.
 * @param forms a translated message, `"1 new message|# new messages"`; a language has as many forms as it needs
 */
export function counted(count: number, forms: string): string {
  const all = forms.split("|");
  const at = formNames[all.length]?.indexOf(new Intl.PluralRules(pageLanguage.tag).select(count)) ?? -1;
  return (all[at] ?? all.at(-1) ?? "").replace("#", number(count));
}

/** Hebrew, Arabic and their kin, and what presents them (Unicode's blocks from 0590 to 08FF, FB1D to FEFC). */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A name that goes into a sentence, so that neither disturbs the other's direction (U+2068, U+2069). */
export function named(name: string): string {
  return pageLanguage.isRightToLeft || rightToLeft.test(name) ? `\u2068${name}\u2069` : name;
}
