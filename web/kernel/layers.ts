import * as layout from "../../wasm/layout.ts";
import type { Layer, LayerRequest } from "./kernel-api.ts";
import type { KernelWasm } from "./kernel-wasm.ts";

export function chooseLayer({ exports, doubles }: KernelWasm, request: LayerRequest): Layer {
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
  doubles.set(fields, layout.LAYER_REQUEST_OFFSET / 8);
  exports.chooseLayer();
  const result = (field: number): number => doubles[layout.LAYER_RESULT_OFFSET / 8 + field] ?? 0;
  return {
    active: result(layout.LAYER_ACTIVE) !== 0,
    scaleResolutionDownBy: result(layout.LAYER_SCALE),
    maxFramerate: result(layout.LAYER_FPS),
    maxBitrateBps: result(layout.LAYER_BITRATE_BPS),
  };
}
