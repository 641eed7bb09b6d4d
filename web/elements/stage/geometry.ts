/** CSS px; from the corner where reading begins, so that it holds in both directions. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Space = Pick<Rect, "width" | "height">;

/** A corner of the stage, in the order block and inline. */
export const corners = ["end-end", "end-start", "start-end", "start-start"] as const;
export type Corner = (typeof corners)[number];

/** What is to be placed, by key. Who is in none of the lists has no place. */
export interface Placing {
  /** Screens, large and whole. */
  screens: readonly string[];
  /** People, as large as there is space for; beside screens they get less of it. */
  people: readonly string[];
  /** Small ones in lines beside all that. */
  aside: readonly string[];
  /** Small, over the rest, in a corner. */
  floating?: { key: string; corner: Corner } | undefined;
}

/** Cameras are 16:9. More than half of a picture is never cut away, but on a phone held upright. */
const widest = 16 / 9;
const narrowest = { landscape: 1, portrait: 0.7 };
/** Who is alone on the stage fills it, up to this shape. */
const widestAlone = 2.1;
/** Twice the size of a camera's 1280 x 720: beyond that a picture is nothing but blur. */
const mostWidthPx = 2_560;
const mostHeightPx = 1_440;
/** Below this size of the shorter side every px is needed. */
const smallPx = 480;
/** More small tiles stand in two lines. */
const mostInALine = 5;
/** What a pinned person gets of the space beside a screen: enough to read lips and hands by. */
const besideScreens = 0.3;

/** Where each tile stands. Pure: the same people in the same order in the same space stand where they stood. */
export function place(placing: Placing, { width, height }: Space): Map<string, Rect> {
  const { screens, people, aside, floating } = placing;
  const rects = new Map<string, Rect>();
  const gap = gapOf({ width, height });
  let main: Rect = { x: 0, y: 0, width, height };
  if (aside.length > 0) {
    const lines = aside.length > mostInALine ? 2 : 1;
    const lane = laneOf(lines, main);
    const [before, after] = split(main, main[along(main)] - lane * lines - gap * (lines - 1) - gap, gap);
    main = before;
    line(aside, lines, after, gap, rects);
  }
  if (screens.length > 0 && people.length > 0) {
    const [before, after] = split(main, main[along(main)] * (1 - besideScreens) - gap, gap);
    grid(screens, before, gap, undefined, rects);
    grid(people, after, gap, widest, rects);
  } else {
    grid(screens, main, gap, undefined, rects);
    grid(people, main, gap, people.length === 1 ? widestAlone : widest, rects);
  }
  if (floating !== undefined) rects.set(floating.key, inCorner(floating.corner, { width, height }));
  // whole px: text on a tile stays sharp
  for (const rect of rects.values()) {
    rect.x = Math.round(rect.x);
    rect.y = Math.round(rect.y);
    rect.width = Math.floor(rect.width);
    rect.height = Math.floor(rect.height);
  }
  return rects;
}

export function gapOf({ width, height }: Space): number {
  return Math.min(width, height) < smallPx ? 8 : 12;
}

function along({ width, height }: Space): "width" | "height" {
  return width > height ? "width" : "height";
}

function clamp(least: number, value: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

/** Cuts along the longer side. @param firstPx what the first part gets of it */
function split(area: Rect, firstPx: number, gap: number): [Rect, Rect] {
  const { x, y, width, height } = area;
  const first = Math.max(0, firstPx);
  return along(area) === "width"
    ? [
        { x, y, width: first, height },
        { x: x + first + gap, y, width: width - first - gap, height },
      ]
    : [
        { x, y, width, height: first },
        { x, y: y + first + gap, width, height: height - first - gap },
      ];
}

/** How wide (or, below the large ones, how high) a line of small tiles is; on a huge stage it grows along. */
function laneOf(lines: number, area: Rect): number {
  const length = area[along(area)];
  if (along(area) === "width")
    return lines === 1
      ? clamp(140, length * 0.19, Math.max(230, length * 0.12))
      : clamp(90, length * 0.13, Math.max(170, length * 0.08));
  return lines === 1 ? clamp(84, length * 0.16, 150) : clamp(60, length * 0.12, 105);
}

/** Small tiles from the first on; the others stay where they are when one comes at the end. */
function line(
  keys: readonly string[],
  lines: number,
  area: Rect,
  gap: number,
  rects: Map<string, Rect>,
): void {
  const perLine = Math.ceil(keys.length / lines);
  const upright = area.height > area.width;
  const [columns, rows] = upright ? [lines, perLine] : [perLine, lines];
  const cellWidth = (area.width - gap * (columns - 1)) / columns;
  const cellHeight = (area.height - gap * (rows - 1)) / rows;
  const width = upright ? cellWidth : Math.min(cellWidth, cellHeight * 1.6);
  const height = upright ? Math.min(cellHeight, cellWidth / 1.6) : cellHeight;
  for (const [index, key] of keys.entries()) {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    rects.set(key, { x: area.x + column * (width + gap), y: area.y + row * (height + gap), width, height });
  }
}

/** Rows and columns that make the tiles largest. @param most width over height; undefined: any shape */
function grid(
  keys: readonly string[],
  area: Rect,
  gap: number,
  most: number | undefined,
  rects: Map<string, Rect>,
): void {
  const count = keys.length;
  const least = area.width > area.height ? narrowest.landscape : narrowest.portrait;
  let best = { columns: 1, width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cellWidth = (area.width - gap * (columns - 1)) / columns;
    const cellHeight = (area.height - gap * (rows - 1)) / rows;
    let [width, height] = [cellWidth, cellHeight];
    if (most !== undefined) {
      width = Math.min(cellWidth, cellHeight * most, mostWidthPx);
      height = Math.min(cellHeight, most === widestAlone ? cellHeight : cellWidth / least, mostHeightPx);
    }
    if (width * height > best.width * best.height) best = { columns, width, height };
  }
  const { columns } = best;
  // even px, as gaps are: the middle of a row falls on the same px, however many stand in it
  const [width = 0, height = 0] =
    count === 1 ? [best.width, best.height] : [best.width, best.height].map((px) => Math.floor(px / 2) * 2);
  const rows = Math.ceil(count / columns);
  const top = area.y + (area.height - rows * height - (rows - 1) * gap) / 2;
  for (const [index, key] of keys.entries()) {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns); // the last row stands in the middle
    const start = area.x + (area.width - inRow * width - (inRow - 1) * gap) / 2;
    rects.set(key, {
      x: start + (index % columns) * (width + gap),
      y: top + row * (height + gap),
      width,
      height,
    });
  }
}

/** Oneself over the other: 16:10, or upright where the stage is. */
function inCorner(corner: Corner, { width, height }: Space): Rect {
  const upright = height >= width;
  const most = upright ? Math.max(150, width * 0.11) : Math.max(248, width * 0.11);
  const own = upright
    ? clamp(92, width * 0.26, most)
    : Math.min(clamp(104, width * 0.22, most), height * 0.6);
  const size = { width: own, height: upright ? (own * 4) / 3 : own / 1.6 };
  const [block, inline] = corner.split("-");
  const edge = Math.min(width, height) < smallPx ? 10 : 14;
  return {
    x: inline === "end" ? width - size.width - edge : edge,
    y: block === "end" ? height - size.height - edge : edge,
    ...size,
  };
}

/**
 * Keeps everybody at their place: who is new comes at the end, and the last one takes the place of who is gone.
 * @param before keys by place
 * @param present keys, in the order in which they came
 */
export function keepPlaces(before: readonly string[], present: readonly string[]): string[] {
  const here = new Set(present);
  const known = new Set(before);
  const fresh = present.filter((key) => !known.has(key));
  const places: (string | undefined)[] = before.map((key) => (here.has(key) ? key : fresh.shift()));
  while (places.includes(undefined)) {
    const last = places.pop();
    if (last !== undefined) places[places.indexOf(undefined)] = last;
  }
  return [...places.filter((key) => key !== undefined), ...fresh];
}
