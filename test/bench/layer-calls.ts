import type { Layer, LayerLimits, LayerRequest } from "../../web/kernel/kernel-api.ts";
import { needBps, worthOf } from "../wasm/reference/layers.ts";
import type { Seeded } from "../wasm/seeded.ts";

/** Divides the uplink among the receivers of one call, again and again. */
export type Policy = (requests: readonly LayerRequest[], limits: LayerLimits) => Layer[];

export interface CallOutcome {
  /** Mean worth, in that of one tile of 640x360 at its best, less what switches cost. */
  net: number;
  /** Changes of a picture's size, for each receiver and minute. */
  switchesPerMinute: number;
}

/** One moment of a call: what is asked for, what the estimates say, and what is so. */
interface Moment {
  requests: LayerRequest[];
  limits: LayerLimits;
  uplinkBps: number;
  linkBps: readonly number[];
}

const seconds = 60;
const stepSeconds = 0.5;
const receivers = 8;
/** A new size begins with a key frame: the picture is late, and seen to change. */
const switchSeconds = 0.25;
const unitPixels = 640 * 360;
const tiles = [
  [1280, 720],
  [640, 360],
  [640, 360],
  [480, 270],
  [320, 180],
  [320, 180],
] as const;
/** Of an estimate, of its logarithm; what comes after 0.5 s has much to do with what was before. */
const noise = 0.1;
const memory = 0.8;

/** Everything that happens in one call, on a line of so many bits per second; every policy meets the same. */
export function callOf(random: Seeded, leastBps: number, mostBps: number): Moment[] {
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random.fraction())) * Math.cos(2 * Math.PI * random.fraction());
  const peers = Array.from({ length: receivers }, () => ({
    tile: tiles[random.integer(tiles.length)]!,
    priority: [0, 0, 1, 2][random.integer(4)]!,
    bps: 300_000 * 10 ** random.fraction(),
    error: noise * normal(),
  }));
  let uplinkBps = leastBps * (mostBps / leastBps) ** random.fraction();
  let uplinkError = noise * normal();
  const next = (error: number): number => memory * error + Math.sqrt(1 - memory ** 2) * noise * normal();
  return Array.from({ length: seconds / stepSeconds }, () => {
    // every 20 s somebody's line changes, every 15 s somebody looks at something else, every 30 s the uplink does
    uplinkError = next(uplinkError);
    if (random.fraction() < stepSeconds / 30) uplinkBps *= 0.6 + 0.8 * random.fraction();
    for (const peer of peers) {
      peer.error = next(peer.error);
      if (random.fraction() < stepSeconds / (20 * receivers)) peer.bps *= 0.5 + random.fraction();
      if (random.fraction() < stepSeconds / (15 * receivers))
        peer.tile = tiles[random.integer(tiles.length)]!;
    }
    return {
      uplinkBps,
      linkBps: peers.map(({ bps }) => bps),
      limits: { uplinkBps: uplinkBps * Math.exp(uplinkError), cpuShare: 1 },
      requests: peers.map(({ tile, priority, bps, error }, link) => ({
        sourceWidthPx: 1280,
        sourceHeightPx: 720,
        sourceFramesPerSecond: 30,
        tileWidthPx: tile[0],
        tileHeightPx: tile[1],
        availableBps: bps * Math.exp(error),
        roundTripMs: 50,
        fractionLost: 0,
        detail: false,
        link,
        priority,
      })),
    };
  });
}

/** Lives through a call with a policy. */
export function outcomeOf(moments: readonly Moment[], policy: Policy): CallOutcome {
  let worth = 0;
  let lost = 0;
  let switches = 0;
  let before: Layer[] | undefined;
  for (const { requests, limits, uplinkBps, linkBps } of moments) {
    const layers = policy(
      requests.map((request, index) => ({ ...request, previous: before?.[index] })),
      limits,
    );
    const needs = layers.map((layer, index) => needBps(requests[index]!, layer));
    const needed = needs.reduce((sum, need) => sum + need, 0);
    const served = Math.min(1, uplinkBps / needed);
    for (const [index, layer] of layers.entries()) {
      const part = Math.min(served, linkBps[index]! / Math.max(1, needs[index]!));
      const seen = worthOf(requests[index]!, layer) / unitPixels;
      worth += seen * part * stepSeconds;
      const old = before?.[index];
      if (old === undefined || sizeOf(old) === sizeOf(layer)) continue;
      switches++;
      lost += seen * switchSeconds;
    }
    before = layers;
  }
  return { net: (worth - lost) / seconds, switchesPerMinute: switches / receivers / (seconds / 60) };
}

function sizeOf({ active, scaleResolutionDownBy }: Layer): number {
  return active ? scaleResolutionDownBy : 0;
}
