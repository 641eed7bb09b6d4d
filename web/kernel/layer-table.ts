/**
 * Requests for layers as the WASM reads them, and its answers: f64, as wasm/layout.ts has them from the limits on. The page
 * writes and reads such tables, so that the kernel worker has nothing to do but choose.
 */
import * as layout from "../../wasm/layout.ts";
import type { Layer, LayerLimits, LayerRequest } from "./kernel-api.ts";

export type LayerTable = Float64Array<ArrayBuffer>;

const noLimits: LayerLimits = { uplinkBps: 0, cpuShare: 1 };
const firstRow = (layout.LAYERS_OFFSET - layout.LAYERS_LIMITS_OFFSET) / 8;

function rowAt(row: number): number {
  return firstRow + row * layout.LAYERS_ROW_FIELDS;
}

/** One table, and one more for each request that it has no room for: that is chosen by its own link alone. */
export function tablesOf(requests: readonly LayerRequest[], limits = noLimits): LayerTable[] {
  const more = requests.slice(layout.LAYERS_MOST).map((request) => tableOf([request], noLimits));
  return [tableOf(requests.slice(0, layout.LAYERS_MOST), limits), ...more];
}

function tableOf(requests: readonly LayerRequest[], { uplinkBps, cpuShare }: LayerLimits): LayerTable {
  const table = new Float64Array(rowAt(requests.length));
  table[layout.LAYERS_UPLINK_BPS] = uplinkBps;
  table[layout.LAYERS_CPU_SHARE] = cpuShare;
  for (const [row, request] of requests.entries()) {
    const at = rowAt(row);
    table.set(fieldsOf(request), at);
    table[at + layout.LAYERS_LINK] = request.link ?? -1 - row;
    table[at + layout.LAYERS_PRIORITY] = request.priority ?? 0;
  }
  return table;
}

/** The answers of a table that the kernel has filled in. */
export function layersOf(table: LayerTable): Layer[] {
  return Array.from({ length: rowsOf(table) }, (_, row) => layerAt(table, rowAt(row) + layout.LAYERS_RESULT));
}

export function rowsOf(table: LayerTable): number {
  return (table.length - firstRow) / layout.LAYERS_ROW_FIELDS;
}

/** The first fields of a row. */
export function fieldsOf(request: LayerRequest): Float64Array {
  const fields = new Float64Array(layout.LAYER_REQUEST_FIELDS);
  fields[layout.LAYER_SOURCE_WIDTH] = request.sourceWidthPx;
  fields[layout.LAYER_SOURCE_HEIGHT] = request.sourceHeightPx;
  fields[layout.LAYER_SOURCE_FPS] = request.sourceFramesPerSecond;
  fields[layout.LAYER_TILE_WIDTH] = request.tileWidthPx;
  fields[layout.LAYER_TILE_HEIGHT] = request.tileHeightPx;
  fields[layout.LAYER_AVAILABLE_BPS] = request.availableBps;
  fields[layout.LAYER_ROUND_TRIP_MS] = request.roundTripMs;
  fields[layout.LAYER_FRACTION_LOST] = request.fractionLost;
  fields[layout.LAYER_DETAIL] = request.detail ? 1 : 0;
  if (request.previous) {
    const { active, scaleResolutionDownBy, maxFramerate, maxBitrateBps } = request.previous;
    fields[layout.LAYER_HAS_PREVIOUS] = 1;
    fields[layout.LAYER_PREVIOUS + layout.LAYER_ACTIVE] = active ? 1 : 0;
    fields[layout.LAYER_PREVIOUS + layout.LAYER_SCALE] = scaleResolutionDownBy;
    fields[layout.LAYER_PREVIOUS + layout.LAYER_FPS] = maxFramerate;
    fields[layout.LAYER_PREVIOUS + layout.LAYER_BITRATE_BPS] = maxBitrateBps;
  }
  return fields;
}

export function layerAt(doubles: Float64Array, at: number): Layer {
  const result = (field: number): number => doubles[at + field] ?? 0;
  return {
    active: result(layout.LAYER_ACTIVE) !== 0,
    scaleResolutionDownBy: result(layout.LAYER_SCALE),
    maxFramerate: result(layout.LAYER_FPS),
    maxBitrateBps: result(layout.LAYER_BITRATE_BPS),
  };
}
