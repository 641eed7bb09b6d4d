/** By then it has been read out, and whoever reads through the page does not come upon old news. */
const keptMs = 30_000;

/**
 * Has a screen reader say something by itself. Each thing is a line of its own, so that none swallows the one before, and
 * the same can be said twice.
 * @param region a live region that is not atomic
 * @param words empty: what was said is no longer so
 */
export function say(region: Element | null, words: string): void {
  if (words === "") return region?.replaceChildren();
  const line = document.createElement("p");
  line.textContent = words;
  region?.append(line);
  setTimeout(() => line.remove(), keptMs);
}
