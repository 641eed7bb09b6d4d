import * as layout from "../../wasm/layout.ts";
import type { Layer, LayerLimits, LayerRequest } from "../../web/kernel/kernel-api.ts";
import type { KernelWasm } from "../../web/kernel/kernel-wasm.ts";
import { fieldsOf, layerAt, layersOf, tablesOf } from "../../web/kernel/layer-table.ts";
import { chooseInTable } from "../../web/kernel/layers.ts";

type LayersWasm = Pick<KernelWasm, "exports" | "doubles">;

/** One request against its own link alone. */
export function chooseLayer({ exports, doubles }: LayersWasm, request: LayerRequest): Layer {
  doubles.set(fieldsOf(request), layout.LAYER_REQUEST_OFFSET / 8);
  exports.chooseLayer();
  return layerAt(doubles, layout.LAYER_RESULT_OFFSET / 8);
}

/** What page and kernel worker do together. */
export function chooseLayers(
  wasm: LayersWasm,
  requests: readonly LayerRequest[],
  limits?: LayerLimits,
): Layer[] {
  return tablesOf(requests, limits).flatMap((table) => layersOf(chooseInTable(wasm, table)));
}
