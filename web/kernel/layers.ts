import * as layout from "../../wasm/layout.ts";
import type { Layer, LayerLimits, LayerRequest } from "./kernel-api.ts";
import type { KernelWasm } from "./kernel-wasm.ts";

type LayersWasm = Pick<KernelWasm, "exports" | "doubles">;

const noLimits: LayerLimits = { uplinkBps: 0, cpuShare: 1 };

/** One request against its own link alone. */
export function chooseLayer({ exports, doubles }: LayersWasm, request: LayerRequest): Layer {
  doubles.set(fieldsOf(request), layout.LAYER_REQUEST_OFFSET / 8);
  exports.chooseLayer();
  return layerAt(doubles, layout.LAYER_RESULT_OFFSET / 8);
}

/** All requests against their links, the uplink and the device; those beyond the table's end against their link alone. */
export function chooseLayers(
  wasm: LayersWasm,
  requests: readonly LayerRequest[],
  { uplinkBps, cpuShare }: LayerLimits = noLimits,
): Layer[] {
  const { exports, doubles } = wasm;
  const rowAt = (row: number): number => layout.LAYERS_OFFSET / 8 + row * layout.LAYERS_ROW_FIELDS;
  const together = requests.slice(0, layout.LAYERS_MOST);
  for (const [row, request] of together.entries()) {
    const at = rowAt(row);
    doubles.set(fieldsOf(request), at);
    doubles[at + layout.LAYERS_LINK] = request.link ?? -1 - row;
    doubles[at + layout.LAYERS_PRIORITY] = request.priority ?? 0;
  }
  const limits = layout.LAYERS_LIMITS_OFFSET / 8;
  doubles[limits + layout.LAYERS_UPLINK_BPS] = uplinkBps;
  doubles[limits + layout.LAYERS_CPU_SHARE] = cpuShare;
  exports.chooseLayers(together.length);
  const layers = together.map((_, row) => layerAt(doubles, rowAt(row) + layout.LAYERS_RESULT));
  return [...layers, ...requests.slice(together.length).map((request) => chooseLayer(wasm, request))];
}

function fieldsOf(request: LayerRequest): Float64Array {
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

function layerAt(doubles: Float64Array, at: number): Layer {
  const result = (field: number): number => doubles[at + field] ?? 0;
  return {
    active: result(layout.LAYER_ACTIVE) !== 0,
    scaleResolutionDownBy: result(layout.LAYER_SCALE),
    maxFramerate: result(layout.LAYER_FPS),
    maxBitrateBps: result(layout.LAYER_BITRATE_BPS),
  };
}
