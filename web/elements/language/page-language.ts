import { bestLanguage, type Language } from "./best-locale.ts";
import { loadWords } from "./load-words.ts";
import { hasSaidDirection, isRightToLeftAround, mark, saidLanguage, treesAround } from "./said.ts";

const english: Language = { locale: "en", tag: "en" };

/** Whoever waits longer than this for words reads English until they come: Nielsen's limit of an unbroken thought. */
const patienceMs = 1_000;

/**
 * The language that Meshcall speaks on this page. There is one: that of its elements where they agree, else the
 * document's. It follows `lang` attributes and the browser's own languages while the page runs.
 */
class PageLanguage {
  readonly #elements = new Set<Element>();
  readonly #marked = (): void => this.#choose();
  #observer: MutationObserver | undefined;
  #wanted = english;
  #spoken = english;
  #coming: Promise<void> | undefined;

  /** For numbers, times and lists: `Intl` understands it. */
  get tag(): string {
    return this.#spoken.tag;
  }
  get isRightToLeft(): boolean {
    return this.#spoken.locale === "ar";
  }

  /** Settles when the words that are on their way are there, or are too slow. Undefined: nothing is on its way. */
  get coming(): Promise<void> | undefined {
    return this.#coming;
  }

  /** Counts from now on. @param element one that is in the page, and no part of another of ours */
  follow(element: Element): void {
    this.#elements.add(element);
    this.#observer ??= this.#open();
    for (const tree of treesAround(element))
      this.#observer.observe(tree, { subtree: true, attributeFilter: ["lang", "dir"] });
    this.#choose();
  }

  forget(element: Element): void {
    if (!this.#elements.delete(element)) return;
    if (this.#elements.size > 0) return this.#choose();
    removeEventListener("languagechange", this.#marked);
    this.#observer?.disconnect();
    this.#observer = undefined;
  }

  #open(): MutationObserver {
    addEventListener("languagechange", this.#marked);
    return new MutationObserver(this.#marked);
  }

  #choose(): void {
    const all = [...this.#elements].map(languageAt);
    const [first = english] = all;
    const agreed = all.every(({ locale }) => locale === first.locale);
    this.#wanted = agreed ? first : languageAt(document.documentElement);
    if (this.#wanted.locale === this.#spoken.locale) {
      this.#spoken = this.#wanted;
      this.#mark();
    } else {
      void this.#speak(this.#wanted);
    }
  }

  async #speak(language: Language): Promise<void> {
    const { locale } = language;
    const words = locale === "en" ? undefined : loadWords[locale]();
    const spoken = Promise.all([import("./translating.ts"), words]).then(
      async ([{ translateTo }, loaded]) => {
        if (this.#wanted !== language) return;
        this.#spoken = language; // before all elements render anew: they write numbers and lists in it
        await translateTo(locale, loaded);
        this.#mark();
      },
    );
    const settled = spoken.catch(() => undefined); // its file is gone, or the network: what was spoken stays
    const coming = Promise.race([settled, afterMs(patienceMs)]);
    this.#coming = coming;
    await coming;
    if (this.#coming === coming) this.#coming = undefined;
  }

  /** Says on the elements what the page has not said, or not so: for screen readers, fonts, and the direction. */
  #mark(): void {
    const { locale, tag } = this.#spoken;
    for (const element of this.#elements) {
      const isSaid = bestLanguage([saidLanguage(element)])?.locale === locale;
      mark(element, "lang", isSaid ? undefined : tag);
      const fits =
        (isSaid || saidLanguage(element) === "") && hasSaidDirection(element)
          ? true
          : isRightToLeftAround(element) === this.isRightToLeft;
      mark(element, "dir", fits ? undefined : this.isRightToLeft ? "rtl" : "ltr");
    }
  }
}

export const pageLanguage = new PageLanguage();

function languageAt(element: Element): Language {
  return bestLanguage([saidLanguage(element), ...navigator.languages]) ?? english;
}

function afterMs(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
