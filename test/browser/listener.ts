import { deep } from "../scenes/scene.ts";

const live = "[role=status], [role=alert], [role=log], [aria-live]";

/**
 * Hears what a screen reader would say by itself: what changes inside of live regions that were there before, and alerts
 * also when they come.
 */
export class Listener {
  /** Alerts with a mark: `! words`. */
  readonly heard: string[] = [];
  readonly #observed = new Set<Node>();
  readonly #observer = new MutationObserver((records) => this.#onChange(records));

  constructor(root: Node = document.body) {
    this.#observe(root);
  }

  close(): void {
    this.#observer.disconnect();
  }

  #observe(root: Node): void {
    if (this.#observed.has(root)) return;
    this.#observed.add(root);
    this.#observer.observe(root, { subtree: true, childList: true, characterData: true });
    if (!(root instanceof Element || root instanceof DocumentFragment)) return;
    for (const { shadowRoot } of deep(root)) if (shadowRoot !== null) this.#observe(shadowRoot);
  }

  #onChange(records: readonly MutationRecord[]): void {
    const whole = new Set<Element>();
    for (const { target, type, addedNodes } of records) {
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        if (node.shadowRoot !== null) this.#observe(node.shadowRoot);
        this.#observe(node);
        for (const alert of [node, ...deep(node)]) if (alert.matches("[role=alert]")) whole.add(alert);
      }
      const region = (target instanceof Element ? target : target.parentElement)?.closest(live);
      if (!region?.isConnected) continue;
      const isWhole = (region.getAttribute("aria-atomic") ?? `${region.role !== "log"}`) === "true";
      if (isWhole) whole.add(region);
      else
        for (const words of type === "characterData" ? [target.textContent] : [...addedNodes].map(wordsOf))
          this.#say(region, words);
    }
    for (const region of whole) this.#say(region, region.textContent);
  }

  #say(region: Element, words: string | null): void {
    const said = (words ?? "").replace(/\s+/g, " ").trim();
    if (said === "" || region.getAttribute("aria-live") === "off") return;
    const isUrgent = region.matches("[role=alert], [aria-live=assertive]");
    this.heard.push(isUrgent ? `! ${said}` : said);
  }
}

function wordsOf(node: Node): string {
  return node.nodeType === Node.COMMENT_NODE ? "" : (node.textContent ?? "");
}
