import type { Layer, LayerLimits, LayerRequest } from "../../../web/kernel/kernel-api.ts";

/** What the allocator has to solve (wasm/assembly/ladder.ts, layers.ts), written down a second time. */
export interface Problem {
  links: readonly Link[];
  /** What is in force or below it may take all; anything else has to leave a margin. The better of the two is the answer. */
  cases: readonly Case[];
}
export interface Link {
  /** Infinity for one row: it was measured against its link already. */
  bps: number;
  rows: readonly Row[];
}
export interface Row {
  /** In the list of requests. */
  index: number;
  /** Best first; the last is off. */
  options: readonly Option[];
  /** The first that does not better what is in force. */
  previous: number;
}
export interface Option {
  scale: number;
  fps: number;
  /** The least it can live on. */
  kbps: number;
  /** Beyond that of the row's smallest picture. */
  work: number;
  worth: number;
}
export interface Case {
  margin: number;
  upToPrevious: boolean;
  kbps: number;
  work: number;
}

const margin = 1.12;
const enough = 0.6;
const framePixels = 65_536;
const smallestPixels = 160 * 90;
const mostRungs = 24;
const scales = [1, 2, 4, 8, 16, 32].flatMap((power) => [1, 1.25, 1.5].map((base) => base * power)).concat(64);

/** @param tops what each request has by itself: `chooseLayer` */
export function problemOf(
  requests: readonly LayerRequest[],
  tops: readonly Layer[],
  { uplinkBps, cpuShare }: LayerLimits,
): Problem {
  const active = requests.map((_, index) => index).filter((index) => tops[index]?.active === true);
  const weights = active.map((index) => weightOf(requests[index]!));
  const firstPicture = weights.reduce((sum, weight) => sum + weight, 0);
  const rows = active.map((index) => rowOf(index, requests[index]!, tops[index]!, firstPicture));
  const workOf = (pick: (works: number[]) => number): number =>
    active.reduce((sum, index) => sum + pick(worksOf(requests[index]!, tops[index]!)), 0);
  const all = workOf((works) => works[0]!);
  const small = workOf((works) => works.at(-1)!);
  const uplink = uplinkBps > 0 ? uplinkBps : Infinity;
  const cases: Case[] = [
    { margin: 1, upToPrevious: true },
    ...(active.some((index) => requests[index]!.previous) ? [{ margin, upToPrevious: false }] : []),
  ].map((each) => ({
    ...each,
    kbps: Math.floor(uplink / each.margin / 1_000),
    work: Math.max(0, (cpuShare < 1 ? (cpuShare * all) / each.margin : all) - small),
  }));
  const byLink = Map.groupBy(rows, ({ index }) => requests[index]!.link ?? -1 - index);
  const links = [...byLink.values()].map((together) => {
    const first = requests[together[0]!.index]!;
    const alone =
      requests.filter(
        (_, index) => (requests[index]!.link ?? -1 - index) === (first.link ?? -1 - together[0]!.index),
      ).length === 1;
    return { rows: together, bps: alone || !(first.availableBps > 0) ? Infinity : linkBudgetBps(first) };
  });
  return { links, cases };
}

/** Worth of a division, and the cases in which it is allowed. */
export function judge(problem: Problem, layers: readonly Layer[]): { worth: number; allowed: boolean } {
  let worth = 0;
  const chosen = problem.links.map((link) =>
    link.rows.map((row) => {
      const { active, scaleResolutionDownBy: scale, maxFramerate: fps } = layers[row.index]!;
      const at = active
        ? row.options.findIndex((option) => option.scale === scale && option.fps === fps)
        : row.options.length - 1;
      if (at < 0) throw new Error(`row ${row.index} has no ${scale}x${fps}`);
      worth += row.options[at]!.worth;
      return { row, at, option: row.options[at]! };
    }),
  );
  const all = chosen.flat();
  const kbpsOf = (some: typeof all): number => some.reduce((sum, { option }) => sum + option.kbps, 0);
  const allowed = problem.cases.some(
    (each) =>
      kbpsOf(all) <= each.kbps &&
      all.reduce((sum, { option }) => sum + option.work, 0) <= each.work * (1 + 1e-9) &&
      all.every(({ row, at }) => !each.upToPrevious || at >= row.previous) &&
      chosen.every(
        (some, link) => kbpsOf(some) <= Math.floor(problem.links[link]!.bps / each.margin / 1_000),
      ),
  );
  return { worth, allowed };
}

export function optionsIn(row: Row, { upToPrevious }: Case): readonly Option[] {
  return upToPrevious ? row.options.slice(row.previous) : row.options;
}

export function linkKbps(link: Link, each: Case): number {
  return Math.floor(link.bps / each.margin / 1_000);
}

function weightOf(request: LayerRequest): number {
  const pixels = request.sourceWidthPx * request.sourceHeightPx;
  const ideal = idealOf(request);
  return (pixels / (ideal * ideal)) * (1 + (request.priority ?? 0)) * (request.detail ? 2 : 1);
}

function rowOf(index: number, request: LayerRequest, top: Layer, firstPicture: number): Row {
  const weight = weightOf(request);
  const ideal = idealOf(request);
  const full = fullRate(request);
  const ownBps = linkBudgetBps(request);
  const { previous } = request;
  const rungs = rungsOf(request, top);
  const works = worksOf(request, top);
  let least = Infinity;
  const options = rungs.map(({ scale, fps }, rung): Option => {
    const rate = (fps / full) ** (request.detail ? 1 / 8 : 1 / 4);
    least = Math.min(least * 0.999, weight * Math.sqrt(Math.min(1, ideal / scale)) * rate);
    const bps = targetBps(request, scale, fps);
    return {
      scale,
      fps,
      kbps: Math.ceil(Math.min(ownBps, bps * enough) / 1_000),
      work: Math.max(0, works[rung]! - works.at(-1)!),
      worth: firstPicture + least * (previous?.active ? kept(scale, fps, previous) : 1),
    };
  });
  options.push({ scale: 1, fps: 0, kbps: 0, work: 0, worth: 0 });
  return { index, options, previous: previousOf(rungs, previous) };
}

function kept(scale: number, fps: number, previous: Layer): number {
  if (scale !== previous.scaleResolutionDownBy) return 0.9;
  return fps > previous.maxFramerate ? 0.98 : fps < previous.maxFramerate ? 0.99 : 1;
}

function previousOf(rungs: readonly { scale: number; fps: number }[], previous: Layer | undefined): number {
  if (previous === undefined) return 0;
  if (!previous.active) return rungs.length;
  const { scaleResolutionDownBy: oldScale, maxFramerate: oldFps } = previous;
  const lastBetter = rungs.findLastIndex(
    ({ scale, fps }) => scale < oldScale || (scale === oldScale && fps > oldFps),
  );
  return Math.min(lastBetter + 1, rungs.length - 1);
}

/** From what the link can have by itself down to 160x90: three rates (text: four) of that size, two of each smaller one. */
function rungsOf(request: LayerRequest, top: Layer): { scale: number; fps: number }[] {
  const full = fullRate(request);
  const rates = (
    request.detail ? [full, (full * 2) / 3, full / 2, full / 3] : [full, (full * 2) / 3, full / 2]
  ).map((rate) => Math.max(1, Math.floor(rate)));
  const first = rates.slice(
    Math.max(
      0,
      rates.findIndex((rate) => rate <= top.maxFramerate),
    ),
  );
  const sizes = scales.filter((scale) => scale >= top.scaleResolutionDownBy);
  const isSmall = (scale: number): boolean =>
    (request.sourceWidthPx * request.sourceHeightPx) / (scale * scale) < smallestPixels;
  const tooSmall = sizes.findIndex(isSmall);
  const worthIt = tooSmall < 0 ? sizes : sizes.slice(0, tooSmall + 1);
  return worthIt
    .flatMap((scale, size) => (size === 0 ? first : rates.slice(-2)).map((fps) => ({ scale, fps })))
    .slice(0, mostRungs);
}

function worksOf(request: LayerRequest, top: Layer): number[] {
  const pixels = request.sourceWidthPx * request.sourceHeightPx;
  return rungsOf(request, top).map(({ scale, fps }) => fps * (pixels / (scale * scale) + framePixels));
}

function idealOf({ sourceWidthPx, sourceHeightPx, tileWidthPx, tileHeightPx }: LayerRequest): number {
  return Math.max(1, Math.sqrt((sourceWidthPx * sourceHeightPx) / (tileWidthPx * tileHeightPx)));
}

function fullRate({ sourceFramesPerSecond, detail }: LayerRequest): number {
  return Math.min(sourceFramesPerSecond || 30, detail ? 15 : 30);
}

function linkBudgetBps({ availableBps, fractionLost }: LayerRequest): number {
  const backOff = fractionLost > 0.1 ? Math.max(0.5, 1 - fractionLost / 2) : 1;
  return availableBps > 0 ? Math.floor(availableBps * 0.85 * backOff) : 2_500_000;
}

/** The same operations in the same order as the kernel's: what is rounded is rounded alike. */
function targetBps(request: LayerRequest, scale: number, fps: number): number {
  const pixels = (request.sourceWidthPx * request.sourceHeightPx) / (scale * scale) / (1280 * 720);
  const rate = Math.sqrt(fps / 30);
  const anchor = request.detail ? 3_300_000 : 2_500_000;
  const bps = ((anchor * pixels) / Math.sqrt(Math.sqrt(Math.sqrt(pixels)))) * rate * Math.sqrt(rate);
  return Math.floor(Math.min(2_500_000, Math.max(60_000, bps)));
}
