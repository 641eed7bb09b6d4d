/** Where somebody stands in the mixed picture, in pixels of it. */
export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}

const gapPx = 8;
/** Of the width, beside a screen. */
const stripShare = 0.2;
const tileRatio = 16 / 9;

/**
 * As the stage has it: equal tiles in the rows that leave them largest; beside a screen a strip of them.
 * @param screens which of them are screens
 */
export function mixLayout(screens: readonly boolean[], width: number, height: number): Place[] {
  const screenAt = screens.indexOf(true);
  if (screenAt < 0 || screens.length === 1) return grid(screens.length, 0, 0, width, height);
  const stripWidth = Math.round(width * stripShare);
  const [screen] = grid(1, 0, 0, width - stripWidth - gapPx, height);
  const others = grid(screens.length - 1, width - stripWidth - gapPx, 0, stripWidth + gapPx, height, 1);
  return screens.map((_, index) => (index === screenAt ? screen : others.shift())).filter(isPlace);
}

function isPlace(place: Place | undefined): place is Place {
  return place !== undefined;
}

function grid(
  count: number,
  left: number,
  top: number,
  width: number,
  height: number,
  only?: number,
): Place[] {
  if (count === 0) return [];
  let best = { columns: 1, size: 0 };
  for (let columns = 1; columns <= (only ?? count); columns++) {
    const size = tileWidth(columns, Math.ceil(count / columns), width, height);
    if (size > best.size) best = { columns, size };
  }
  const rows = Math.ceil(count / best.columns);
  const tile = { width: Math.floor(best.size), height: Math.floor(best.size / tileRatio) };
  const topPx = top + (height - rows * tile.height - (rows - 1) * gapPx) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / best.columns);
    const inRow = Math.min(best.columns, count - row * best.columns);
    const leftPx = left + (width - inRow * tile.width - (inRow - 1) * gapPx) / 2;
    return {
      x: Math.round(leftPx + (index - row * best.columns) * (tile.width + gapPx)),
      y: Math.round(topPx + row * (tile.height + gapPx)),
      ...tile,
    };
  });
}

function tileWidth(columns: number, rows: number, width: number, height: number): number {
  const byWidth = (width - (columns + 1) * gapPx) / columns;
  const byHeight = ((height - (rows + 1) * gapPx) / rows) * tileRatio;
  return Math.min(byWidth, byHeight);
}
