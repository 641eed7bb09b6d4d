type Said = "lang" | "dir";

/** What Meshcall itself has written on elements, where the page had said nothing fit. */
const marks = new WeakMap<Element, Partial<Record<Said, string>>>();

/** What the page says on an element; null where it says nothing. */
export function saidOn(element: Element, name: Said): string | null {
  const value = element.getAttribute(name);
  return value === marks.get(element)?.[name] ? null : value;
}

/** The nearest `lang`, on the element or above it, through shadow roots. Empty where there is none. */
export function saidLanguage(element: Element): string {
  for (let at: Element | null = element; at !== null; at = above(at)) {
    const lang = saidOn(at, "lang");
    if (lang !== null) return lang;
  }
  return "";
}

/** Whether the page gives a direction to the language that it is in at this element. */
export function hasSaidDirection(element: Element): boolean {
  for (let at: Element | null = element; at !== null; at = above(at)) {
    if (saidOn(at, "dir") !== null) return true;
    if (saidOn(at, "lang") !== null) return false; // a direction further out was meant for another language
  }
  return false;
}

/** Whether a text would run from right to left, were the element left as the page has it. */
export function isRightToLeftAround(element: Element): boolean {
  return above(element)?.matches(":dir(rtl)") ?? false;
}

/** Writes it on the element, unless the page has. @param value undefined: takes back what was written */
export function mark(element: Element, name: Said, value: string | undefined): void {
  if (saidOn(element, name) !== null) return;
  if (value === undefined) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else if (element.getAttribute(name) !== value) {
    marks.set(element, { ...marks.get(element), [name]: value });
    element.setAttribute(name, value);
  }
}

/** Every tree that can say something about the element: its own, and those around it. */
export function treesAround(element: Element): Node[] {
  const trees: Node[] = [];
  for (let at: Element | null = element; at !== null;) {
    const root = at.getRootNode();
    trees.push(root);
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return trees;
}

function above(element: Element): Element | null {
  const parent = element.parentNode;
  return parent instanceof ShadowRoot ? parent.host : element.parentElement;
}
