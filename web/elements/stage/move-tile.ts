import type { Rect } from "./geometry.ts";

/** Long enough to follow with the eye, short enough not to wait for. */
const moveMs = 240;
const motionAllowed = "(prefers-reduced-motion: no-preference)";

/**
 * Puts a tile to its place by hand: a Content-Security-Policy may forbid style attributes. Places are translations, since those
 * cost no layout and shift nothing.
 * @param from where it glides from, where motion is allowed; undefined: it is there at once
 */
export function moveTile(item: HTMLElement, to: Rect, from: Rect | undefined, rightToLeft: boolean): void {
  const sign = rightToLeft ? -1 : 1;
  item.style.inlineSize = `${to.width}px`;
  item.style.blockSize = `${to.height}px`;
  item.style.translate = `${sign * to.x}px ${to.y}px`;
  if (from === undefined || to.width === 0 || !matchMedia(motionAllowed).matches) return;
  const was = `translate(${sign * (from.x - to.x)}px, ${from.y - to.y}px) scale(${from.width / to.width}, ${from.height / to.height})`;
  item.animate({ transform: [was, "none"] }, { duration: moveMs, easing: "ease-out" });
}

export function isSameRect(one: Rect, other: Rect): boolean {
  return one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height;
}
