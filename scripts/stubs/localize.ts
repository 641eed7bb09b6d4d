/**
 * What an English page needs of `@lit/localize`. The library's own entry takes its translating along, 1 KB gzip; that is
 * loaded with the first language that is not English (`web/elements/language/translating.ts`).
 */
export { msg } from "@lit/localize/init/install.js";
export { updateWhenLocaleChanges } from "@lit/localize/internal/localized-controller.js";
export { str } from "@lit/localize/internal/str-tag.js";
