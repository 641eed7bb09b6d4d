/** From the edges of the window, and from the button. */
const gapPx = 8;

/** Above the button where there is room, else below; never beyond the window. By hand: not every browser can anchor. */
export function placeMenu(menu: HTMLElement, button: Element): void {
  const { left, right, top, bottom } = button.getBoundingClientRect();
  const { innerWidth, innerHeight } = window;
  const above = top - 2 * gapPx;
  const below = innerHeight - bottom - 2 * gapPx;
  const goesUp = above >= Math.min(menu.scrollHeight, below);
  menu.style.maxHeight = `${Math.max(goesUp ? above : below, 0)}px`;
  const { offsetWidth, offsetHeight } = menu;
  const farthestPx = innerWidth - offsetWidth - gapPx;
  const middlePx = (left + right - offsetWidth) / 2;
  menu.style.left = `${Math.max(gapPx, Math.min(middlePx, farthestPx))}px`;
  menu.style.top = `${goesUp ? top - gapPx - offsetHeight : bottom + gapPx}px`;
}
