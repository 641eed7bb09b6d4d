import type { Corner, Rect } from "./geometry.ts";

/** Less than this is a press with an unsteady hand. */
const dragPx = 6;

/** @returns the corner that an arrow key leads to; undefined for other keys */
export function cornerByKey(corner: Corner, key: string, rightToLeft: boolean): Corner | undefined {
  const [block = "end", inline = "end"] = corner.split("-");
  const towardsEnd = key === (rightToLeft ? "ArrowLeft" : "ArrowRight");
  if (key === "ArrowUp" || key === "ArrowDown") return cornerOf(key === "ArrowDown", inline === "end");
  if (key === "ArrowLeft" || key === "ArrowRight") return cornerOf(block === "end", towardsEnd);
  return undefined;
}

function cornerOf(atBottom: boolean, atEnd: boolean): Corner {
  return `${atBottom ? "end" : "start"}-${atEnd ? "end" : "start"}`;
}

/**
 * Follows the pointer that was put down on the own tile until it is lifted.
 * @param rect where the tile is, as the stage has placed it
 * @param onDrop where it was let go, and which corner is nearest
 */
export function dragOwnTile(
  { pointerId, clientX, clientY }: PointerEvent,
  item: HTMLElement,
  rect: Rect,
  onDrop: (rect: Rect, corner: Corner) => void,
): void {
  const sign = item.matches(":dir(rtl)") ? -1 : 1;
  let at: Rect | undefined;
  const end = new AbortController();
  const { signal } = end;
  const onMove = (event: PointerEvent): void => {
    if (event.pointerId !== pointerId) return;
    const [x, y] = [event.clientX - clientX, event.clientY - clientY];
    if (at === undefined && Math.hypot(x, y) < dragPx) return;
    at = { ...rect, x: rect.x + sign * x, y: rect.y + y };
    item.style.translate = `${sign * at.x}px ${at.y}px`;
  };
  const onUp = (event: PointerEvent): void => {
    if (event.pointerId !== pointerId) return;
    end.abort();
    const stage = item.offsetParent;
    if (at === undefined || stage === null) return;
    const atBottom = at.y + at.height / 2 > stage.clientHeight / 2;
    onDrop(at, cornerOf(atBottom, at.x + at.width / 2 > stage.clientWidth / 2));
  };
  addEventListener("pointermove", onMove, { signal });
  addEventListener("pointerup", onUp, { signal });
  addEventListener("pointercancel", onUp, { signal });
}
