import { all, deep } from "../scenes/scene.ts";

/** What somebody would see that is wrong with the page as it stands: each as a line with its element. */

const controls = "button, select, input, textarea, summary, [role='slider'], [role^='menuitem']";

/** Sticks out to a side. */
export function outside(): string[] {
  return deep(document.body)
    .filter((element) => {
      const { width, left, right } = element.getBoundingClientRect();
      return width > 0 && (right > innerWidth + 1 || left < -1) && !isForTheEarAlone(element);
    })
    .map((element) => `sticks out: ${lineOf(element)}`);
}

/** WCAG 2.2, 2.5.8: a target has 24 px; of a box that is ticked its label is part. */
export function tooSmall(): string[] {
  return all(controls)
    .filter((element) => {
      const { width, height } = targetOf(element).getBoundingClientRect();
      return width > 0 && (width < 24 || height < 24);
    })
    .map((element) => `too small: ${lineOf(element)}`);
}

/** Words that do not fit where they stand; dots say that there is more. */
export function cutOff(): string[] {
  return all("button, h2, h3, p, label, legend, summary, li, small, output, dt, dd, th, td, strong")
    .filter((element) => {
      const { overflowX, textOverflow } = getComputedStyle(element);
      const isMeant = textOverflow === "ellipsis" || overflowX === "auto" || overflowX === "scroll";
      const isWide = element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1;
      return isWide && !isMeant && !isForTheEarAlone(element);
    })
    .map((element) => `cut off: ${lineOf(element)}`);
}

/** What Tab leads to, and it is wholly under something else, or no scrolling brings it into the window (WCAG 2.2, 2.4.11). */
export function unreachable(): string[] {
  const open = all("dialog[open], :popover-open").at(-1);
  return all(`${controls}, a[href]`)
    .filter((element) => element.tabIndex >= 0 && !element.matches(":disabled"))
    .filter((element) => open === undefined || isWithin(element, open))
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .filter((element) => {
      element.scrollIntoView({ block: "nearest", inline: "nearest" });
      return ![...element.getClientRects()].some((box) => isHit(element, box));
    })
    .map((element) => `hidden: ${lineOf(element)}`);
}

/** Through shadow roots. */
function isWithin(element: Element, place: Element): boolean {
  for (let at: Node | null = element; at !== null; at = at instanceof ShadowRoot ? at.host : at.parentNode)
    if (at === place) return true;
  return false;
}

/** In the middle, or near a corner. */
function isHit(element: HTMLElement, { left, top, width, height }: DOMRect): boolean {
  const shares = [
    [0.5, 0.5],
    [0.1, 0.1],
    [0.9, 0.1],
    [0.1, 0.9],
    [0.9, 0.9],
  ] as const;
  return shares.some(([across, down]) => {
    const hit = hitAt(left + width * across, top + height * down);
    if (hit === null) return false;
    return element.contains(hit) || targetOf(element).contains(hit) || goesWithFirstKey(hit);
  });
}

/** A call that rings: who presses any key is there, and it rings no longer. */
function goesWithFirstKey(element: Element): boolean {
  const root = element.getRootNode();
  return root instanceof ShadowRoot && root.host.localName === "mesh-kiosk";
}

/** Goes on moving, for somebody who has asked for less of it. */
export function moving(): string[] {
  const roots = [document, ...deep(document).flatMap(({ shadowRoot }) => shadowRoot ?? [])];
  return [...new Set(roots.flatMap((root) => root.getAnimations()))]
    .filter(
      ({ playState, effect }) =>
        playState === "running" && Number(effect?.getComputedTiming().activeDuration) > 100,
    )
    .map(({ effect }) => effect)
    .map(
      (effect) => `moves: ${effect instanceof KeyframeEffect && effect.target ? lineOf(effect.target) : ""}`,
    );
}

function targetOf(element: HTMLElement): HTMLElement {
  return element.matches("[type=checkbox], [type=radio]") ? (element.closest("label") ?? element) : element;
}

/** Through shadow roots. */
function hitAt(x: number, y: number): Element | null {
  let hit = document.elementFromPoint(x, y);
  while (hit?.shadowRoot) {
    const inner: Element | null = hit.shadowRoot.elementFromPoint(x, y);
    if (inner?.getRootNode() !== hit.shadowRoot) break; // slotted: it lies outside
    hit = inner;
  }
  return hit;
}

function isForTheEarAlone(element: Element): boolean {
  return element.closest(".spoken") !== null || getComputedStyle(element).clipPath !== "none";
}

function lineOf(element: Element): string {
  return element.outerHTML
    .replace(/<!--.*?-->/g, "")
    .replace(/\s+/g, " ")
    .slice(0, 110);
}
