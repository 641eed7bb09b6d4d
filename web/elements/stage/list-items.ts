/**
 * Has one item in a list for each entry, in that order. What stays is not taken out of the page, for its picture would stop.
 */
export function listItems<T extends { key: string }>(
  list: HTMLElement,
  entries: readonly T[],
): Map<T, HTMLElement> {
  const before = new Map<string, HTMLElement>();
  for (const item of list.querySelectorAll<HTMLElement>("[data-key]"))
    before.set(item.dataset["key"] ?? "", item);
  const items = new Map(
    entries.map((entry) => {
      const item = before.get(entry.key) ?? newItem(entry.key);
      before.delete(entry.key);
      return [entry, item];
    }),
  );
  for (const item of before.values()) item.remove();
  // from the end: who stands before somebody new need not move
  let next: HTMLElement | null = null;
  for (const item of [...items.values()].toReversed()) {
    if (item.parentNode === null || item.nextSibling !== next) list.insertBefore(item, next);
    next = item;
  }
  return items;
}

function newItem(key: string): HTMLElement {
  const item = Object.assign(document.createElement("div"), { role: "listitem" });
  item.dataset["key"] = key;
  return item;
}
